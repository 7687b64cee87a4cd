/** Dead letters that say why. */
@NullMarked
package io.eventtopology.patterns.deadletter;

import org.jspecify.annotations.NullMarked;
