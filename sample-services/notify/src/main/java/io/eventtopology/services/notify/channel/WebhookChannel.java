package io.eventtopology.services.notify.channel;

import io.eventtopology.patterns.consumer.PoisonEventException;
import io.eventtopology.patterns.consumer.RetryableEventException;
import io.eventtopology.services.notify.message.Message;
import io.eventtopology.services.notify.settings.NotifySettings;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Posts messages to {@code NOTIFY_WEBHOOK_URL}. */
@Singleton
final class WebhookChannel implements Channel {
    private final Optional<Webhook> webhook;

    WebhookChannel(NotifySettings settings) {
        this.webhook = settings.webhook()
                .url()
                .map(address -> new Webhook(address, settings.webhook().timeout()));
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public void verify() {
        if (webhook.isEmpty()) {
            throw new IllegalStateException(
                    "NOTIFY_CHANNEL is webhook, but NOTIFY_WEBHOOK_URL is not set: name the address");
        }
    }

    @Override
    public void send(Message message) throws RetryableEventException, PoisonEventException {
        webhook.orElseThrow().post(message);
    }
}
