/** The switch that makes the service fail, and the times at which it tried. */
@NullMarked
package io.eventtopology.services.notify.failure;

import org.jspecify.annotations.NullMarked;
