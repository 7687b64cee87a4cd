/** Measures speed against floors of the same run: {@code docs/performance.md} has the figures and the commands. */
@NullMarked
package io.eventtopology.benchmarks;

import org.jspecify.annotations.NullMarked;
