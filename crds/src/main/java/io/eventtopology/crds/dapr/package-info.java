/** The Dapr kinds that the operator writes: Component, Subscription, Resiliency and Configuration. */
@NullMarked
package io.eventtopology.crds.dapr;

import org.jspecify.annotations.NullMarked;
