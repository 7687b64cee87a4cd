package io.eventtopology.patterns.testing;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.publish.EventPublisher;
import io.eventtopology.patterns.publish.PublishException;
import io.eventtopology.patterns.publish.PublishFailure;
import io.eventtopology.patterns.publish.SerializedEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what is published, or refuses it. */
public final class RecordingPublisher implements EventPublisher {
    private final List<Published> published = new CopyOnWriteArrayList<>();
    private volatile boolean refusing;

    /**
     * What was published.
     *
     * @param topic where to
     * @param event what
     */
    public record Published(String topic, CloudEvent event) {}

    @Override
    public void publish(String topic, CloudEvent event) throws PublishException {
        if (refusing) {
            throw new PublishException("the topic " + topic + " is not there");
        }
        published.add(new Published(topic, event));
    }

    @Override
    public List<PublishFailure> publishAll(String topic, List<SerializedEvent> events) {
        throw new UnsupportedOperationException("Dead letters are published one by one");
    }

    /** Everything so far. */
    public List<Published> published() {
        return List.copyOf(published);
    }

    /** The one event that was published. */
    public CloudEvent only() {
        if (published.size() != 1) {
            throw new AssertionError("Not one event was published but " + published);
        }
        return published.getFirst().event();
    }

    /** Whether everything is refused from now on. */
    public void refuse(boolean refuse) {
        refusing = refuse;
    }
}
