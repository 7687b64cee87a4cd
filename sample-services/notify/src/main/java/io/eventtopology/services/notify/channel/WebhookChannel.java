package io.eventtopology.services.notify.channel;

import io.eventtopology.patterns.consumer.PoisonEventException;
import io.eventtopology.patterns.consumer.RetryableEventException;
import io.eventtopology.services.notify.message.Message;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Posts messages to {@code NOTIFY_WEBHOOK_URL}. */
@ApplicationScoped
public class WebhookChannel implements Channel {
    /** Its name. */
    public static final String NAME = "webhook";

    private final Optional<Webhook> webhook;

    /**
     * A channel.
     *
     * @param address where it posts; needed only where this channel is chosen
     * @param timeout of one post
     */
    public WebhookChannel(
            @ConfigProperty(name = "notify.webhook.url") Optional<URI> address,
            @ConfigProperty(name = "notify.webhook.timeout", defaultValue = "5s") Duration timeout) {
        this.webhook = address.map(present -> new Webhook(present, timeout));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void verify() {
        if (webhook.isEmpty()) {
            throw new IllegalStateException("NOTIFY_CHANNEL is webhook, but NOTIFY_WEBHOOK_URL is not set: name the address");
        }
    }

    @Override
    public void send(Message message) throws RetryableEventException, PoisonEventException {
        webhook.orElseThrow().post(message);
    }
}
