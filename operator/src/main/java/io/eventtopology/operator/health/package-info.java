/** Liveness and readiness. */
@NullMarked
package io.eventtopology.operator.health;

import org.jspecify.annotations.NullMarked;
