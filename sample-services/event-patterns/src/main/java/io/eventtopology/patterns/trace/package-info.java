/** The trace that an event belongs to. */
@NullMarked
package io.eventtopology.patterns.trace;

import org.jspecify.annotations.NullMarked;
