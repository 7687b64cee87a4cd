/** The read side: counts that come to the same whatever the order of the events. */
@NullMarked
package io.eventtopology.services.analytics.projection;

import org.jspecify.annotations.NullMarked;
