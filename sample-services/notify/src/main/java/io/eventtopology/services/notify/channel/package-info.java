/** The ways a message can go out. */
@NullMarked
package io.eventtopology.services.notify.channel;

import org.jspecify.annotations.NullMarked;
