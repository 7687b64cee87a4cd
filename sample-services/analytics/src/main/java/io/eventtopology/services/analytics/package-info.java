/** Counts what happened: the read side of CQRS. */
@NullMarked
package io.eventtopology.services.analytics;

import org.jspecify.annotations.NullMarked;
