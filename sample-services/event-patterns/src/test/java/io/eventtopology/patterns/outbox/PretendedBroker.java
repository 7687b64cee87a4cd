package io.eventtopology.patterns.outbox;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.envelope.EventJson;
import io.eventtopology.patterns.publish.EventPublisher;
import io.eventtopology.patterns.publish.PublishException;
import io.eventtopology.patterns.publish.PublishFailure;
import io.eventtopology.patterns.publish.SerializedEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A publisher that keeps what it is given, in its order, and shows faults that a sidecar cannot be made to show. */
final class PretendedBroker implements EventPublisher {
    private final List<CloudEvent> accepted = new CopyOnWriteArrayList<>();
    private final List<List<CloudEvent>> requests = new CopyOnWriteArrayList<>();
    private volatile Function<CloudEvent, @Nullable String> refusal = event -> null;
    private volatile Consumer<List<CloudEvent>> before = events -> {};
    private volatile Consumer<List<CloudEvent>> after = events -> {};
    private volatile boolean reached = true;

    /** Refuses events for which there is a reason. */
    PretendedBroker refusing(Function<CloudEvent, @Nullable String> reason) {
        refusal = reason;
        return this;
    }

    /** Whether refusals come from a sidecar that answers. */
    PretendedBroker reached(boolean answers) {
        reached = answers;
        return this;
    }

    /** What happens before a request is heard. */
    PretendedBroker before(Consumer<List<CloudEvent>> work) {
        before = work;
        return this;
    }

    /** What happens between the last event's arrival and the answer. */
    PretendedBroker after(Consumer<List<CloudEvent>> work) {
        after = work;
        return this;
    }

    @Override
    public void publish(String topic, CloudEvent event) throws PublishException {
        throw new UnsupportedOperationException("Relays publish in bulk");
    }

    @Override
    public List<PublishFailure> publishAll(String topic, List<SerializedEvent> serialized) {
        List<CloudEvent> events = serialized.stream()
                .map(event -> EventJson.read(event.json().getBytes(StandardCharsets.UTF_8)))
                .toList();
        requests.add(events);
        before.accept(events);
        List<PublishFailure> failures = new ArrayList<>();
        for (CloudEvent event : events) {
            String reason = refusal.apply(event);
            if (reason == null) {
                accepted.add(event);
            } else {
                failures.add(new PublishFailure(event.getId(), reason, reached));
            }
        }
        after.accept(events);
        return failures;
    }

    /** Ids of what has arrived, in its order. */
    List<String> ids() {
        return accepted.stream().map(CloudEvent::getId).toList();
    }

    /** Ids of what has arrived about a subject, in its order. */
    List<String> ids(String subject) {
        return accepted.stream()
                .filter(event -> subject.equals(event.getSubject()))
                .map(CloudEvent::getId)
                .toList();
    }

    /** Every request so far. */
    List<List<CloudEvent>> requests() {
        return requests;
    }

    /** How many requests held an event. */
    long tries(CloudEvent event) {
        return requests.stream()
                .filter(request ->
                        request.stream().anyMatch(sent -> sent.getId().equals(event.getId())))
                .count();
    }
}
