/** Tells users what happened to their todos. */
@NullMarked
package io.eventtopology.services.notify;

import org.jspecify.annotations.NullMarked;
