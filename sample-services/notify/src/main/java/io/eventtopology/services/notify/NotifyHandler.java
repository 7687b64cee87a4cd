package io.eventtopology.services.notify;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.consumer.PoisonEventException;
import io.eventtopology.patterns.consumer.PreparedEventHandler;
import io.eventtopology.patterns.consumer.RetryableEventException;
import io.eventtopology.patterns.envelope.EventFactory;
import io.eventtopology.patterns.envelope.EventJson;
import io.eventtopology.patterns.outbox.Outbox;
import io.eventtopology.patterns.quarkus.Transactions;
import io.eventtopology.services.notify.channel.ChosenChannel;
import io.eventtopology.services.notify.failure.Attempts;
import io.eventtopology.services.notify.failure.FailureMode;
import io.eventtopology.services.notify.failure.FailureSwitch;
import io.eventtopology.services.notify.message.Message;
import io.eventtopology.services.notify.message.MessageTexts;
import io.eventtopology.services.notify.message.Messages;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Tells a user about an event.
 *
 * <p>The message is sent before the transaction, so that a slow receiver holds no connection of the database. A record therefore
 * says that its message was taken by the other side, at least once; there is one record, and one {@code
 * notifications.message.sent}, for each event. Where the service dies between the two, or two deliveries of one event meet, the
 * message goes out again with the same id.
 */
final class NotifyHandler implements PreparedEventHandler {
    private static final String SENT = "notifications.message.sent";

    private final Transactions transactions;
    private final boolean mayFail;
    private final ChosenChannel channel;
    private final EventFactory events;
    private final Outbox outbox;

    /**
     * A handler.
     *
     * @param mayFail whether people may make the service fail, see {@link FailureSwitch}
     */
    NotifyHandler(
            Transactions transactions, boolean mayFail, ChosenChannel channel, EventFactory events, Outbox outbox) {
        this.transactions = transactions;
        this.mayFail = mayFail;
        this.channel = channel;
        this.events = events;
        this.outbox = outbox;
    }

    @Override
    public void before(CloudEvent event) throws RetryableEventException, PoisonEventException {
        Message message = message(event);
        begin(message).fail(event.getType());
        channel.send(message);
    }

    @Override
    public void handle(Connection transaction, CloudEvent event) throws SQLException, PoisonEventException {
        Message message = message(event);
        if (!Messages.add(transaction, message, channel.name())) {
            return;
        }
        String messageId = message.messageId().toString();
        MessageSent sent = new MessageSent(
                messageId, message.userId(), channel.name(), message.eventId(), message.eventType(), message.todoId());
        outbox.append(transaction, events.create(SENT, messageId, sent));
    }

    private FailureMode begin(Message message) {
        return transactions.write(transaction -> {
            Attempts.add(transaction, message.eventSource(), message.eventId(), message.eventType());
            return mayFail ? FailureSwitch.take(transaction, message.eventType()) : FailureMode.NONE;
        });
    }

    private static Message message(CloudEvent event) throws PoisonEventException {
        return MessageTexts.about(event.getSource().toString(), event.getId(), event.getType(), EventJson.data(event));
    }
}
