/** The REST API. */
@NullMarked
package io.eventtopology.services.notify.api;

import org.jspecify.annotations.NullMarked;
