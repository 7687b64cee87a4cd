/** Events as CloudEvents 1.0. */
@NullMarked
package io.eventtopology.patterns.envelope;

import org.jspecify.annotations.NullMarked;
