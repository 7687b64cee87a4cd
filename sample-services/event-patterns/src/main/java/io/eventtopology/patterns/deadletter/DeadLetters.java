package io.eventtopology.patterns.deadletter;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.eventtopology.patterns.environment.ServiceEnvironment;
import io.eventtopology.patterns.publish.PublishException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
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

    private final DeadLetterPublishers publishers;
    private final ServiceEnvironment environment;
    private final Clock clock;

    /** Sends to the topics that {@code environment} names. */
    public DeadLetters(DeadLetterPublishers publishers, ServiceEnvironment environment, Clock clock) {
        this.publishers = publishers;
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
            publishers.through(letter.origin().component()).publish(topic.get(), enriched(letter));
            return new Sent(topic.get());
        } catch (PublishException | RuntimeException e) {
            return new Refused("its dead letter was not published to " + topic.get() + ": " + e.getMessage());
        }
    }

    private CloudEvent enriched(DeadLetter letter) {
        CloudEventBuilder builder = CloudEventBuilder.from(letter.event())
                .withExtension(REASON, letter.reason())
                .withExtension(ERROR, letter.error())
                .withExtension(ATTEMPTS, letter.attempts())
                .withExtension(HANDLER, letter.handler())
                .withExtension(TOPIC, topic(letter))
                .withExtension(
                        TIME, OffsetDateTime.now(clock.withZone(ZoneOffset.UTC)).toString())
                .withoutExtension(PARTITION)
                .withoutExtension(OFFSET);
        String partition = letter.origin().partition();
        String offset = letter.origin().offset();
        if (partition != null && offset != null) {
            builder.withExtension(PARTITION, partition).withExtension(OFFSET, offset);
        }
        return builder.build();
    }

    /** daprd notes the topic in each event that it publishes (components-contrib, pubsub/envelope.go); brokers other than Kafka do not tell. */
    private static String topic(DeadLetter letter) {
        String told = letter.origin().topic();
        if (told != null) {
            return told;
        }
        Object noted = letter.event().getExtension("topic");
        return noted instanceof String text ? text : letter.event().getType();
    }
}
