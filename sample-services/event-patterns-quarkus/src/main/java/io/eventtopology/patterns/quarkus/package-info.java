/** The pattern library in Quarkus: what a service injects, and what runs beside it. */
@NullMarked
package io.eventtopology.patterns.quarkus;

import org.jspecify.annotations.NullMarked;
