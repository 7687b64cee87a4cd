package io.eventtopology.services.notify.channel;

import io.eventtopology.services.notify.message.Message;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Writes messages to the service's log. */
@Singleton
final class LogChannel implements Channel {
    private static final Logger LOG = Logger.getLogger(LogChannel.class);

    @Override
    public String name() {
        return "log";
    }

    @Override
    public void send(Message message) {
        LOG.infof("To user %s: %s (message %s)", message.userId(), message.text(), message.messageId());
    }
}
