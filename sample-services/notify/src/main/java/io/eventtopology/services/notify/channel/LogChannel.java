package io.eventtopology.services.notify.channel;

import io.eventtopology.services.notify.message.Message;
import jakarta.enterprise.context.ApplicationScoped;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes messages to the service's log. */
@ApplicationScoped
public class LogChannel implements Channel {
    /** Its name. */
    public static final String NAME = "log";

    private static final Logger LOG = LoggerFactory.getLogger(LogChannel.class);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void send(Message message) {
        LOG.info("To user {}: {} (message {})", message.userId(), message.text(), message.messageId());
    }
}
