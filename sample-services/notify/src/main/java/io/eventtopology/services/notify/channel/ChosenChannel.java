package io.eventtopology.services.notify.channel;

import io.eventtopology.patterns.consumer.PoisonEventException;
import io.eventtopology.patterns.consumer.RetryableEventException;
import io.eventtopology.services.notify.message.Message;
import java.util.List;
import java.util.stream.Collectors;

/** The channel that {@code NOTIFY_CHANNEL} names. */
public final class ChosenChannel {
    private final Channel channel;

    /**
     * Chooses.
     *
     * @throws IllegalStateException when no channel has the name, or the channel cannot work as it is configured
     */
    public ChosenChannel(List<Channel> channels, String name) {
        this.channel = channels.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("NOTIFY_CHANNEL is \"" + name + "\": use one of "
                        + channels.stream().map(Channel::name).sorted().collect(Collectors.joining(", "))));
        channel.verify();
    }

    /** Its name. */
    public String name() {
        return channel.name();
    }

    /** As {@link Channel#send}. */
    public void send(Message message) throws RetryableEventException, PoisonEventException {
        channel.send(message);
    }
}
