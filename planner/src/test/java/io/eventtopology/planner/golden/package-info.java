/** Golden files: whole plans, to the byte. */
@NullMarked
package io.eventtopology.planner.golden;

import org.jspecify.annotations.NullMarked;
