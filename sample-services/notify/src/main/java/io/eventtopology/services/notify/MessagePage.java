package io.eventtopology.services.notify;

import io.eventtopology.services.notify.message.SentMessage;
import java.util.List;

/**
 * Records of messages.
 *
 * @param messages newest first, at most as many as asked for
 */
public record MessagePage(List<SentMessage> messages) {
    /** Copies. */
    public MessagePage {
        messages = List.copyOf(messages);
    }
}
