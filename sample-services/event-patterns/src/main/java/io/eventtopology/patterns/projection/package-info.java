/** Event sourcing: a log of events, and projections that are rebuilt from it. */
@NullMarked
package io.eventtopology.patterns.projection;

import org.jspecify.annotations.NullMarked;
