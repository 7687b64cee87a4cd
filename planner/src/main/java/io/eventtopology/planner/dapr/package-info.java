/** Renders Dapr components, subscriptions, resiliency policies and configurations. */
@NullMarked
package io.eventtopology.planner.dapr;

import org.jspecify.annotations.NullMarked;
