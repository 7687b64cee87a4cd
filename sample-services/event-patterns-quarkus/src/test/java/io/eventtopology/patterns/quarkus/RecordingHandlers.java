package io.eventtopology.patterns.quarkus;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.consumer.PoisonEventException;
import io.eventtopology.patterns.envelope.EventFactory;
import io.eventtopology.patterns.envelope.EventJson;
import io.eventtopology.patterns.outbox.Outbox;
import io.opentelemetry.api.trace.Span;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The consumer of the test's service: it answers an event with an event, and remembers what it saw. */
@Singleton
final class RecordingHandlers {
    final List<CloudEvent> handled = new CopyOnWriteArrayList<>();
    final List<String> traces = new CopyOnWriteArrayList<>();
    final List<String> threads = new CopyOnWriteArrayList<>();

    private final Outbox outbox;
    private final EventFactory events;

    RecordingHandlers(Outbox outbox, EventFactory events) {
        this.outbox = outbox;
        this.events = events;
    }

    @Produces
    @Singleton
    static EventSubscription asked(RecordingHandlers handlers) {
        return new EventSubscription("tests.question.asked", "/events/question-asked", handlers::answer);
    }

    @Produces
    @Singleton
    static EventSubscription garbled() {
        return new EventSubscription("tests.question.garbled", "/events/question-garbled", (transaction, event) -> {
            throw new PoisonEventException("no question at all");
        });
    }

    @Produces
    @Singleton
    static EventSubscription every(RecordingHandlers handlers) {
        return new EventSubscription("tests.other.*", "/events/other-*", handlers::answer);
    }

    private void answer(Connection transaction, CloudEvent event) throws SQLException {
        handled.add(event);
        traces.add(Span.current().getSpanContext().getTraceId());
        threads.add(Thread.currentThread().getName());
        if (EventJson.data(event).has("reply")) {
            outbox.append(
                    transaction,
                    events.create("tests.question.answered", event.getId(), Map.of("reply", event.getId())));
        }
    }
}
