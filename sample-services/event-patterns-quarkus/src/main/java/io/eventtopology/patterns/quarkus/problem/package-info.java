/** Errors as RFC 9457 (formerly 7807) describes them: {@code application/problem+json}. */
@NullMarked
package io.eventtopology.patterns.quarkus.problem;

import org.jspecify.annotations.NullMarked;
