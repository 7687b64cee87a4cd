/** Names of objects, topics, consumer groups and users. */
@NullMarked
package io.eventtopology.planner.naming;

import org.jspecify.annotations.NullMarked;
