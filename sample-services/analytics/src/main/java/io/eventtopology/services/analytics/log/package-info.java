/** The events as they were stored. */
@NullMarked
package io.eventtopology.services.analytics.log;

import org.jspecify.annotations.NullMarked;
