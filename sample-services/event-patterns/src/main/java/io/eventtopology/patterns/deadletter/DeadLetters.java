package io.eventtopology.patterns.deadletter;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.eventtopology.patterns.environment.ServiceEnvironment;
import io.eventtopology.patterns.publish.EventPublisher;
import io.eventtopology.patterns.publish.PublishException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/**
 * Sends dead letters that say why. Dapr's own dead letter is the original bytes without a reason (dapr #3922); so the event is published with
 * further attributes and then counts as handled. {@code source} and {@code id} stay: sent back to its topic, the event is handled where it
 * had no effect, and dropped where it had.
 */
public final class DeadLetters {
    /** Why, as in {@link DeadLetter#reason}. */
    public static final String REASON = "deadletterreason";
    /** What went wrong at last. */
    public static final String ERROR = "deadlettererror";
    /** How many times it was tried. */
    public static final String ATTEMPTS = "deadletterattempts";
    /** App and route. */
    public static final String HANDLER = "deadletterhandler";
    /** Topic that it came from. */
    public static final String TOPIC = "deadlettertopic";
    /** When it was dead-lettered. */
    public static final String TIME = "deadlettertime";
    /** Partition that it came from, on Kafka. */
    public static final String PARTITION = "deadletterpartition";
    /** Offset that it had, on Kafka. */
    public static final String OFFSET = "deadletteroffset";

    /** Names that daprd's Kafka component gives (components-contrib, common/component/kafka/metadata.go). */
    private static final Map<String, String> FROM_KAFKA = Map.of("__partition", PARTITION, "__offset", OFFSET);

    private final EventPublisher publisher;
    private final ServiceEnvironment environment;
    private final Clock clock;

    /** Sends to the topics that {@code environment} names. */
    public DeadLetters(EventPublisher publisher, ServiceEnvironment environment, Clock clock) {
        this.publisher = publisher;
        this.environment = environment;
        this.clock = clock;
    }

    /** What became of a dead letter. */
    public sealed interface Outcome {}

    /** The broker has it, in this topic. */
    public record Sent(String topic) implements Outcome {}

    /** There is no dead-letter topic for its type. */
    public record NoTopic() implements Outcome {}

    /** It could not be published. */
    public record Refused(String why) implements Outcome {}

    /** Publishes a dead letter. */
    public Outcome send(DeadLetter letter) {
        Optional<String> topic = environment.deadLetterTopic(letter.event().getType());
        if (topic.isEmpty()) {
            return new NoTopic();
        }
        try {
            publisher.publish(topic.get(), enriched(letter));
            return new Sent(topic.get());
        } catch (PublishException e) {
            return new Refused("its dead letter was not published to " + topic.get() + ": " + e.getMessage());
        }
    }

    private CloudEvent enriched(DeadLetter letter) {
        CloudEvent event = letter.event();
        CloudEventBuilder builder = CloudEventBuilder.from(event)
                .withExtension(REASON, letter.reason())
                .withExtension(ERROR, letter.error())
                .withExtension(ATTEMPTS, letter.attempts())
                .withExtension(HANDLER, letter.handler())
                .withExtension(TOPIC, event.getType())
                .withExtension(
                        TIME, OffsetDateTime.now(clock.withZone(ZoneOffset.UTC)).toString());
        letter.metadata().forEach((name, value) -> {
            String extension = FROM_KAFKA.get(name.toLowerCase(java.util.Locale.ROOT));
            if (extension != null) {
                builder.withExtension(extension, value);
            }
        });
        return builder.build();
    }
}
