/** What the operator tells a service. */
@NullMarked
package io.eventtopology.patterns.environment;

import org.jspecify.annotations.NullMarked;
