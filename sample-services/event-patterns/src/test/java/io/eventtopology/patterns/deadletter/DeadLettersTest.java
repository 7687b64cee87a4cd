package io.eventtopology.patterns.deadletter;

import static io.eventtopology.patterns.testing.TestEvents.CREATED;
import static io.eventtopology.patterns.testing.TestEvents.DEAD_LETTERS;
import static io.eventtopology.patterns.testing.TestEvents.body;
import static io.eventtopology.patterns.testing.TestEvents.created;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.eventtopology.patterns.consumer.DeliveryResult;
import io.eventtopology.patterns.consumer.EventConsumer;
import io.eventtopology.patterns.consumer.EventHandler;
import io.eventtopology.patterns.consumer.EventRoute;
import io.eventtopology.patterns.consumer.PoisonEventException;
import io.eventtopology.patterns.consumer.RetryableEventException;
import io.eventtopology.patterns.envelope.EventJson;
import io.eventtopology.patterns.environment.ServiceEnvironment;
import io.eventtopology.patterns.testing.PatternsDatabase;
import io.eventtopology.patterns.testing.RecordingListener;
import io.eventtopology.patterns.testing.RecordingPublisher;
import io.eventtopology.patterns.testing.TestEvents;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which events become dead letters, when, and what these say. */
final class DeadLettersTest {
    private static final String ROUTE = "/events/todo-created";
    private static final EventHandler POISONED = (transaction, event) -> {
        throw new PoisonEventException("user 456 has no address");
    };
    private static final EventHandler FAILING = (transaction, event) -> {
        throw new RetryableEventException("the mail server does not answer");
    };

    private static PatternsDatabase database;

    private final RecordingPublisher publisher = new RecordingPublisher();
    private final RecordingListener listener = new RecordingListener();

    @BeforeAll
    static void start() {
        database = PatternsDatabase.start();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void empty() {
        database.execute("TRUNCATE inbox, delivery_attempts");
    }

    private EventConsumer consumer(EventHandler handler, ServiceEnvironment environment) {
        return new EventConsumer(
                List.of(new EventRoute(ROUTE, handler)),
                database.source(),
                publisher,
                environment,
                Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC),
                listener);
    }

    private static long attempts() {
        return database.number("SELECT count(*) FROM delivery_attempts");
    }

    @Test
    void poisonIsDeadLetteredAtOnceAndSaysWhy() {
        CloudEvent event = created("1");
        DeliveryResult result = consumer(POISONED, TestEvents.environment(3))
                .deliver(
                        ROUTE,
                        body(event),
                        Map.of("__topic", CREATED, "__partition", "2", "__offset", "9007199254740993"));
        assertThat(result).isEqualTo(DeliveryResult.SUCCESS);
        assertThat(publisher.published()).extracting(letter -> letter.topic()).containsExactly(DEAD_LETTERS);
        CloudEvent letter = publisher.only();
        assertThat(extensions(letter))
                .containsEntry(DeadLetters.REASON, "poison")
                .containsEntry(DeadLetters.ERROR, "PoisonEventException: user 456 has no address")
                .containsEntry(DeadLetters.ATTEMPTS, "1")
                .containsEntry(DeadLetters.HANDLER, "notify/events/todo-created")
                .containsEntry(DeadLetters.TOPIC, CREATED)
                .containsEntry(DeadLetters.TIME, "2026-11-24T12:00Z")
                .containsEntry(DeadLetters.PARTITION, "2")
                .containsEntry(DeadLetters.OFFSET, "9007199254740993");
        assertThat(withoutDeadLetterExtensions(letter)).isEqualTo(event);
        assertThat(attempts()).isZero();
        assertThat(listener.heard("deadLettered")).containsExactly("deadLettered:" + CREATED + ":poison");
    }

    /** Seen to fail: with a count that is lost, as in the rolled back transaction of the effect, there was never a dead letter. */
    @Test
    void theLastAttemptIsDeadLettered() {
        EventConsumer consumer = consumer(FAILING, TestEvents.environment(3));
        byte[] body = body(created("1"));
        assertThat(consumer.deliver(ROUTE, body, Map.of())).isEqualTo(DeliveryResult.RETRY);
        assertThat(consumer.deliver(ROUTE, body, Map.of())).isEqualTo(DeliveryResult.RETRY);
        assertThat(publisher.published()).isEmpty();
        assertThat(consumer.deliver(ROUTE, body, Map.of())).isEqualTo(DeliveryResult.SUCCESS);
        assertThat(extensions(publisher.only()))
                .containsEntry(DeadLetters.REASON, "attempts-exhausted")
                .containsEntry(DeadLetters.ATTEMPTS, "3")
                .containsEntry(DeadLetters.ERROR, "RetryableEventException: the mail server does not answer")
                .doesNotContainKey(DeadLetters.OFFSET);
        assertThat(attempts()).isZero();
    }

    /** A count in memory began anew with each instance. */
    @Test
    void attemptsAreCountedAcrossInstances() {
        byte[] body = body(created("1"));
        for (int instance = 0; instance < 3; instance++) {
            consumer(FAILING, TestEvents.environment(3)).deliver(ROUTE, body, Map.of());
        }
        assertThat(publisher.published()).hasSize(1);
    }

    /** Fault 40. Seen to fail: answered with SUCCESS, the event was lost. */
    @Test
    void aDeadLetterThatCannotBePublishedIsNotAcknowledgedAndSomebodyIsTold() {
        publisher.refuse(true);
        EventConsumer consumer = consumer(POISONED, TestEvents.environment(3));
        byte[] body = body(created("1"));
        assertThat(consumer.deliver(ROUTE, body, Map.of())).isEqualTo(DeliveryResult.RETRY);
        assertThat(listener.heard("deadLetterRefused"))
                .singleElement()
                .asString()
                .contains(DEAD_LETTERS, "is not there");
        assertThat(listener.heard("deadLettered")).isEmpty();
        publisher.refuse(false);
        assertThat(consumer.deliver(ROUTE, body, Map.of())).isEqualTo(DeliveryResult.SUCCESS);
        assertThat(extensions(publisher.only())).containsEntry(DeadLetters.ATTEMPTS, "2");
    }

    @Test
    void withoutADeadLetterTopicPoisonIsDroppedAndTheRestComesAgain() {
        ServiceEnvironment environment = TestEvents.withoutDeadLetters();
        assertThat(consumer(POISONED, environment).deliver(ROUTE, body(created("1")), Map.of()))
                .isEqualTo(DeliveryResult.DROP);
        ServiceEnvironment counting =
                new ServiceEnvironment("notify", 3500, "pubsub", Map.of(), Map.of(), Map.of(), Map.of(CREATED, 3));
        EventConsumer failing = consumer(FAILING, counting);
        byte[] body = body(created("2"));
        for (int attempt = 0; attempt < 10; attempt++) {
            assertThat(failing.deliver(ROUTE, body, Map.of())).isEqualTo(DeliveryResult.RETRY);
        }
    }

    /** Another version of the service may know the route. Seen to fail: dead-lettered at once, all events of a rollout were. */
    @Test
    void aRouteWithoutAHandlerIsTriedAgainBeforeItIsDeadLettered() {
        EventConsumer consumer = consumer(POISONED, TestEvents.environment(2));
        byte[] body = body(created("1"));
        assertThat(consumer.deliver("/events/new", body, Map.of())).isEqualTo(DeliveryResult.RETRY);
        assertThat(consumer.deliver("/events/new", body, Map.of())).isEqualTo(DeliveryResult.SUCCESS);
        assertThat(extensions(publisher.only())).containsEntry(DeadLetters.REASON, "no-handler");
    }

    /** Its data are what was delivered. Without a reason of ours, daprd would dead-letter the bytes, and in bulk lose them where that fails. */
    @Test
    void whatIsNoEventIsDeadLetteredAsWellAsItCanBe() {
        EventConsumer consumer = consumer(POISONED, TestEvents.environment(3));
        byte[] body = "{\"type\":\"%s\",\"id\":7}".formatted(CREATED).getBytes(StandardCharsets.UTF_8);
        assertThat(consumer.deliver(ROUTE, body, Map.of())).isEqualTo(DeliveryResult.SUCCESS);
        CloudEvent letter = publisher.only();
        assertThat(extensions(letter)).containsEntry(DeadLetters.REASON, "unreadable");
        assertThat(letter.getType()).isEqualTo(CREATED);
        assertThat(EventJson.data(letter).path("id").asInt()).isEqualTo(7);
    }

    @Test
    void bytesThatAreNoJsonAreKeptWhereTheTopicIsKnown() {
        EventConsumer consumer = consumer(POISONED, TestEvents.environment(3));
        byte[] bytes = {0, 1, 2, (byte) 0xff};
        assertThat(consumer.deliver(ROUTE, bytes, Map.of("__topic", CREATED))).isEqualTo(DeliveryResult.SUCCESS);
        CloudEvent letter = EventJson.read(EventJson.write(publisher.only()));
        assertThat(letter.getData()).isNotNull();
        assertThat(letter.getData().toBytes()).isEqualTo(bytes);
    }

    @Test
    void whatIsNoEventOfNoKnownTopicIsDropped() {
        EventConsumer consumer = consumer(POISONED, TestEvents.environment(3));
        assertThat(consumer.deliver(ROUTE, "nothing".getBytes(StandardCharsets.UTF_8), Map.of()))
                .isEqualTo(DeliveryResult.DROP);
    }

    /**
     * PostgreSQL refuses a NUL in a text and more than 2,704 bytes in an index. Such an event would come again without end: neither
     * inbox nor attempts can note it.
     */
    @Test
    void anEventThatTheInboxCannotNoteIsDeadLettered() {
        EventConsumer consumer = consumer(
                (transaction, event) -> {
                    throw new AssertionError("not to be handled");
                },
                TestEvents.environment(3));
        for (String id : List.of("a\0b", "ä".repeat(1500))) {
            CloudEvent event = CloudEventBuilder.from(created("1")).withId(id).build();
            assertThat(consumer.deliver(ROUTE, body(event), Map.of())).isEqualTo(DeliveryResult.SUCCESS);
        }
        assertThat(publisher.published())
                .extracting(letter -> letter.event().getExtension(DeadLetters.REASON))
                .containsExactly("unreadable", "unreadable");
    }

    /** A dead letter that is sent back and fails again tells of its second failure. */
    @Test
    void aReplayedDeadLetterThatFailsAgainTellsOfThat() {
        CloudEvent event = CloudEventBuilder.from(created("1"))
                .withExtension(DeadLetters.REASON, "attempts-exhausted")
                .withExtension(DeadLetters.OFFSET, "1")
                .withExtension(DeadLetters.PARTITION, "1")
                .build();
        consumer(POISONED, TestEvents.environment(3)).deliver(ROUTE, body(event), Map.of());
        assertThat(extensions(publisher.only()))
                .containsEntry(DeadLetters.REASON, "poison")
                .doesNotContainKeys(DeadLetters.OFFSET, DeadLetters.PARTITION);
    }

    /** An event of another topology came from another broker, by another component: its dead letter goes back there. */
    @Test
    void theDeadLetterGoesThroughTheComponentOfItsEvent() {
        RecordingPublisher foreign = new RecordingPublisher();
        EventConsumer consumer = new EventConsumer(
                List.of(new EventRoute(ROUTE, POISONED)),
                database.source(),
                component -> "billing-notify".equals(component) ? foreign : publisher,
                TestEvents.environment(3),
                Clock.systemUTC(),
                listener);
        consumer.deliver(ROUTE, body(created("1")), Map.of("Pubsubname", "billing-notify"));
        consumer.deliver(ROUTE, body(created("2")), Map.of("Pubsubname", "../../v1.0/shutdown"));
        assertThat(foreign.published()).hasSize(1);
        assertThat(publisher.published()).hasSize(1);
    }

    /** SQL messages quote rows; traces help nobody there; an attribute is one line, and a letter must not grow without bound. */
    @Test
    void theErrorIsOneShortLineWithoutValues() {
        SQLException sql = new SQLException("Detail: Key (card)=(4111-1111) already exists", "23505");
        DeadLetter letter = letter(DeadLetter.describe(new IllegalStateException(sql)));
        assertThat(letter.error()).isEqualTo("IllegalStateException ← SQLException: SQL state 23505");
        assertThat(letter(DeadLetter.describe(new SQLException("secret"))).error())
                .isEqualTo("SQLException");
        assertThat(letter("a\nb\t\u0000c").error()).isEqualTo("a b c");
        assertThat(letter("x".repeat(999) + "😀").error()).hasSize(1000).endsWith("x ");
    }

    private static DeadLetter letter(String error) {
        return new DeadLetter(created("1"), DeadLetter.POISON, error, 1, "notify/events", MessageOrigin.of(Map.of()));
    }

    /** As text, as they are on the wire. */
    private static Map<String, String> extensions(CloudEvent event) {
        CloudEvent read = EventJson.read(EventJson.write(event));
        return read.getExtensionNames().stream()
                .collect(java.util.stream.Collectors.toMap(
                        name -> name, name -> String.valueOf(read.getExtension(name))));
    }

    private static CloudEvent withoutDeadLetterExtensions(CloudEvent letter) {
        CloudEventBuilder builder = CloudEventBuilder.from(letter);
        letter.getExtensionNames().stream()
                .filter(name -> name.startsWith("deadletter"))
                .forEach(builder::withoutExtension);
        return builder.build();
    }
}
