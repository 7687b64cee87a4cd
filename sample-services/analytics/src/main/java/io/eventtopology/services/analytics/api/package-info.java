/** The REST API. */
@NullMarked
package io.eventtopology.services.analytics.api;

import org.jspecify.annotations.NullMarked;
