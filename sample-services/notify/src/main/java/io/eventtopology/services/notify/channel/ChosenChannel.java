package io.eventtopology.services.notify.channel;

import io.eventtopology.patterns.consumer.PoisonEventException;
import io.eventtopology.patterns.consumer.RetryableEventException;
import io.eventtopology.services.notify.message.Message;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The channel that {@code NOTIFY_CHANNEL} names. A wrong name or configuration stops the start. */
@Startup
@ApplicationScoped
public class ChosenChannel {
    private final Channel channel;

    /**
     * Chooses.
     *
     * @throws IllegalStateException when no channel has the name, or the channel cannot work as it is configured
     */
    public ChosenChannel(
            @Any Instance<Channel> channels,
            @ConfigProperty(name = "notify.channel", defaultValue = LogChannel.NAME) String name) {
        this.channel = channels.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("NOTIFY_CHANNEL is '" + name + "': use one of "
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
