/** The graph of services and events. */
@NullMarked
package io.eventtopology.planner.graph;

import org.jspecify.annotations.NullMarked;
