/** Patterns of event-driven services, for any framework: a team copies or depends on this package. */
@NullMarked
package io.eventtopology.patterns;

import org.jspecify.annotations.NullMarked;
