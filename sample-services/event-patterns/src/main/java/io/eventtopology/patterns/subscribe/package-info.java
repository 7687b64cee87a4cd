/** Programmatic subscriptions, for use without the operator. */
@NullMarked
package io.eventtopology.patterns.subscribe;

import org.jspecify.annotations.NullMarked;
