/** Pure core: resources in, plan out. No cluster client, no clock, no input or output. */
@NullMarked
package io.eventtopology.planner;

import org.jspecify.annotations.NullMarked;
