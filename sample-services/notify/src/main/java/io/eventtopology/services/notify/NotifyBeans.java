package io.eventtopology.services.notify;

import io.eventtopology.patterns.envelope.EventFactory;
import io.eventtopology.patterns.outbox.Outbox;
import io.eventtopology.patterns.quarkus.EventSubscription;
import io.eventtopology.patterns.quarkus.Transactions;
import io.eventtopology.services.notify.channel.Channel;
import io.eventtopology.services.notify.channel.ChosenChannel;
import io.eventtopology.services.notify.message.MessageTexts;
import io.eventtopology.services.notify.settings.NotifySettings;
import io.quarkus.arc.All;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** The parts of the service as beans. */
final class NotifyBeans {
    private NotifyBeans() {}

    /** Made at the start: a wrong name must not be found out by an event. */
    @Produces
    @Singleton
    @Startup
    static ChosenChannel channel(@All List<Channel> channels, NotifySettings settings) {
        return new ChosenChannel(channels, settings.channel());
    }

    @Produces
    @Singleton
    static NotifyHandler handler(
            Transactions transactions,
            NotifySettings settings,
            ChosenChannel channel,
            EventFactory events,
            Outbox outbox) {
        return new NotifyHandler(transactions, settings.failureSwitch(), channel, events, outbox);
    }

    @Produces
    @Singleton
    static EventSubscription todoCreated(NotifyHandler handler) {
        return new EventSubscription(MessageTexts.TODO_CREATED, "/events/todo-created", handler);
    }

    @Produces
    @Singleton
    static EventSubscription todoCompleted(NotifyHandler handler) {
        return new EventSubscription(MessageTexts.TODO_COMPLETED, "/events/todo-completed", handler);
    }

    @Produces
    @Singleton
    static EventSubscription userRegistered(NotifyHandler handler) {
        return new EventSubscription(MessageTexts.USER_REGISTERED, "/events/user-registered", handler);
    }
}
