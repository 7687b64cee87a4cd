/** Many resources at once: what is written, how fast, with how much memory. */
@NullMarked
package io.eventtopology.operator.scale;

import org.jspecify.annotations.NullMarked;
