package io.eventtopology.services.notify.channel;

import io.eventtopology.patterns.consumer.PoisonEventException;
import io.eventtopology.patterns.consumer.RetryableEventException;
import io.eventtopology.services.notify.message.Message;

/**
 * A way for messages to go out. Every bean of this type can be chosen by its name. A message may be sent more than once, always
 * with the same {@link Message#messageId()}, by which the receiver can tell.
 */
public interface Channel {
    /** By which {@code NOTIFY_CHANNEL} chooses it. */
    String name();

    /**
     * Looks at its configuration when it is chosen, before the service is started.
     *
     * @throws IllegalStateException when it cannot work so, with what to set
     */
    default void verify() {}

    /**
     * Sends and waits until the other side has taken it.
     *
     * @throws RetryableEventException when another attempt may succeed
     * @throws PoisonEventException when the other side refuses the message itself
     */
    void send(Message message) throws RetryableEventException, PoisonEventException;
}
