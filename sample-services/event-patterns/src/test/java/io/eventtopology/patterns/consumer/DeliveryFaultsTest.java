package io.eventtopology.patterns.consumer;

import static io.eventtopology.patterns.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.deadletter.DeadLetters;
import io.eventtopology.patterns.envelope.EventFactory;
import io.eventtopology.patterns.publish.EventKey;
import io.eventtopology.patterns.publish.SerializedEvent;
import io.eventtopology.patterns.testing.DaprService;
import io.eventtopology.patterns.testing.DaprService.Wiring;
import io.eventtopology.patterns.testing.Patience;
import io.eventtopology.patterns.testing.PatternsDatabase;
import io.eventtopology.patterns.testing.RecordingListener;
import io.eventtopology.patterns.testing.SidecarWarnings;
import io.eventtopology.patterns.testing.Topics;
import io.eventtopology.tools.dapr.DaprSidecar;
import io.eventtopology.tools.dapr.SidecarPorts;
import io.eventtopology.tools.kafka.KafkaBroker;
import io.eventtopology.tools.port.FreePorts;
import io.eventtopology.tools.process.ChildProcess;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults 38 to 41, with a real sidecar, broker and database. */
final class DeliveryFaultsTest {
    private static final int PARTITIONS = 4;

    private static PatternsDatabase database;
    private static KafkaBroker broker;
    private static Topics topics;

    @TempDir
    private Path folder;

    @RegisterExtension
    private final SidecarWarnings warnings = new SidecarWarnings(() -> folder);

    private final RecordingListener listener = new RecordingListener();

    @BeforeAll
    static void start() {
        database = PatternsDatabase.start();
        database.execute("CREATE TABLE effect (event_id text NOT NULL, subject text NOT NULL,"
                + " at bigint GENERATED ALWAYS AS IDENTITY)");
        broker = KafkaBroker.plain();
        topics = new Topics(broker);
    }

    @AfterAll
    static void stop() {
        topics.close();
        broker.close();
        database.close();
    }

    @BeforeEach
    void empty() {
        database.execute("TRUNCATE inbox, delivery_attempts, effect");
    }

    private static Wiring wiring(String type, int attempts, boolean bulk) {
        return new Wiring(broker.bootstrapServers(), type, attempts, bulk);
    }

    private static CloudEvent event(String type, String subject) {
        return new EventFactory(URI.create("/faults/api"), Clock.systemUTC())
                .create(type, subject, Map.of("subject", subject));
    }

    static void effect(Connection transaction, CloudEvent event) throws SQLException {
        try (PreparedStatement insert =
                transaction.prepareStatement("INSERT INTO effect (event_id, subject) VALUES (?, ?)")) {
            insert.setString(1, event.getId());
            insert.setString(2, event.getSubject());
            insert.executeUpdate();
        }
    }

    private static String effects() {
        return database.text("SELECT coalesce(string_agg(subject, ',' ORDER BY at), '') FROM effect");
    }

    /**
     * Fault 39: one event never succeeds, another is poison. Each is dead-lettered after its attempts, with the reason and with
     * the place of its record, and the partition moves on.
     *
     * <p>Seen to fail: with a count that is lost, as in the rolled back transaction of the effect, the failing event was tried 34 times and then
     * dead-lettered by Dapr without a reason.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fault39PoisonIsDeadLetteredWithItsReasonAndThePartitionMovesOn(boolean bulk) throws Exception {
        Wiring wiring = wiring(bulk ? "faults.poison.bulk" : "faults.poison.single", 4, bulk);
        topics.create(wiring.type(), 1);
        topics.create(wiring.deadLetters(), 1);
        Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
        EventHandler handler = (transaction, event) -> {
            String subject = String.valueOf(event.getSubject());
            calls.computeIfAbsent(subject, none -> new AtomicInteger()).incrementAndGet();
            effect(transaction, event);
            switch (subject) {
                case "failing" -> throw new RetryableEventException("the mail server does not answer");
                case "poison" -> throw new PoisonEventException("user 456 has no address");
                default -> {
                    // An effect.
                }
            }
        };
        try (DaprService service = DaprService.start(wiring, database.source(), handler, listener, folder)) {
            for (String subject : List.of("before", "failing", "between", "poison", "after")) {
                service.publisher().publish(wiring.type(), event(wiring.type(), subject));
            }
            await().until(() -> topics.read(wiring.deadLetters()).size() == 2);
            await().until(() -> topics.acknowledged("shop." + wiring.type(), wiring.type(), 0) == 5);
        }
        assertThat(effects().split(",")).containsExactlyInAnyOrder("before", "between", "after");
        assertThat(calls.get("failing")).hasValue(4);
        assertThat(calls.get("poison")).hasValue(1);
        Map<String, CloudEvent> letters = new ConcurrentHashMap<>();
        topics.read(wiring.deadLetters())
                .forEach(stored -> letters.put(stored.event().getSubject(), stored.event()));
        assertLetter(letters.get("failing"), wiring, "attempts-exhausted", 4, 1);
        assertLetter(letters.get("poison"), wiring, "poison", 1, 3);
    }

    private static void assertLetter(CloudEvent letter, Wiring wiring, String reason, int attempts, int offset) {
        assertThat(letter.getExtension(DeadLetters.REASON)).isEqualTo(reason);
        assertThat(letter.getExtension(DeadLetters.ATTEMPTS)).isEqualTo(attempts);
        assertThat(letter.getExtension(DeadLetters.TOPIC)).isEqualTo(wiring.type());
        assertThat(letter.getExtension(DeadLetters.PARTITION)).hasToString("0");
        assertThat(letter.getExtension(DeadLetters.OFFSET)).hasToString(Integer.toString(offset));
        assertThat(letter.getExtension(DeadLetters.HANDLER)).isEqualTo("notify" + DaprService.ROUTE);
        CloudEvent original = topics.read(wiring.type()).get(offset).event();
        assertThat(letter.getId()).isEqualTo(original.getId());
        assertThat(letter.getSource()).isEqualTo(original.getSource());
        assertThat(letter.getData()).isEqualTo(original.getData());
    }

    /**
     * Fault 40: the dead-letter topic is missing. The poison is not acknowledged, what follows waits, and somebody is told; once the topic is
     * there, the letter arrives and the partition moves on.
     *
     * <p>Seen to fail: answered with DROP after the failed publish, the bulk delivery was acknowledged and the event lost: its letter never came.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fault40AMissingDeadLetterTopicIsToldAndNothingIsAcknowledged(boolean bulk) throws Exception {
        Wiring wiring = wiring(bulk ? "faults.missing.bulk" : "faults.missing.single", 2, bulk);
        topics.create(wiring.type(), 1);
        EventHandler handler = (transaction, event) -> {
            if ("poison".equals(event.getSubject())) {
                throw new PoisonEventException("user 456 has no address");
            }
            effect(transaction, event);
        };
        String group = "shop." + wiring.type();
        try (DaprService service = DaprService.start(wiring, database.source(), handler, listener, folder)) {
            for (String subject : List.of("before", "poison")) {
                service.publisher().publish(wiring.type(), event(wiring.type(), subject));
            }
            await().until(() -> listener.heard("deadLetterRefused").size() >= 2);
            assertThat(topics.acknowledged(group, wiring.type(), 0)).isLessThanOrEqualTo(1);
            assertThat(listener.heard("deadLettered")).isEmpty();

            topics.create(wiring.deadLetters(), 1);
            service.publisher().publish(wiring.type(), event(wiring.type(), "after"));
            await().until(() -> topics.acknowledged(group, wiring.type(), 0) == 3);
        }
        assertThat(effects()).isEqualTo("before,after");
        assertThat(topics.read(wiring.deadLetters())).anySatisfy(stored -> {
            assertThat(stored.event().getSubject()).isEqualTo("poison");
            assertThat(stored.event().getExtension(DeadLetters.REASON)).isEqualTo("poison");
        });
    }

    /**
     * Fault 38: while events are tried again, a sidecar is killed between an effect and its answer, joins the group again, and the other
     * one leaves and joins; twice. Each event has its effect once, none is dead-lettered.
     *
     * <p>Seen to fail: without the inbox, 120 events had 122 effects delivered one by one, and 128 in bulk, where all that were done in the
     * killed request come again.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fault38ARebalanceDuringRetriesLosesNothing(boolean bulk) throws Exception {
        int rounds = 2;
        int count = Boolean.getBoolean("full") ? 2000 : 120;
        Wiring wiring = wiring(bulk ? "faults.rebalance.bulk" : "faults.rebalance.single", 1000, bulk);
        topics.create(wiring.type(), PARTITIONS);
        topics.create(wiring.deadLetters(), 1);
        List<CloudEvent> events = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            events.add(event(wiring.type(), "s" + number));
        }
        Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
        EventHandler handler = (transaction, event) -> {
            effect(transaction, event);
            String subject = String.valueOf(event.getSubject());
            int call =
                    calls.computeIfAbsent(subject, none -> new AtomicInteger()).incrementAndGet();
            // A third of them fails twice.
            if (call <= 2 && Integer.parseInt(subject.substring(1)) % 3 == 0) {
                throw new RetryableEventException("not yet");
            }
        };
        SidecarKiller killer = new SidecarKiller(listener);
        try (DaprService one = killer.start(wiring, database.source(), handler, folder.resolve("one"));
                DaprService two = killer.start(wiring, database.source(), handler, folder.resolve("two"))) {
            for (int round = 0; round < rounds; round++) {
                killer.strikeDuringRetries();
                publishAll(
                        List.of(one, two),
                        wiring,
                        events.subList(count * round / rounds, count * (round + 1) / rounds));
                DaprService killed = killer.awaitStrike();
                killed.sidecar().start();
                (killed == one ? two : one).sidecar().restart();
            }
            int stored = topics.read(wiring.type()).size();
            await().atMost(Duration.ofMinutes(2)).until(() -> acknowledged(wiring) == stored);
        }
        assertThat(database.number("SELECT count(DISTINCT event_id) FROM effect"))
                .isEqualTo(count);
        assertThat(database.number("SELECT count(*) FROM effect")).isEqualTo(count);
        assertThat(listener.heard("duplicate")).hasSizeGreaterThanOrEqualTo(rounds);
        assertThat(topics.read(wiring.deadLetters())).isEmpty();
    }

    private static long acknowledged(Wiring wiring) {
        return IntStream.range(0, PARTITIONS)
                .mapToLong(partition -> topics.acknowledged("shop." + wiring.type(), wiring.type(), partition))
                .sum();
    }

    /** By whichever sidecar answers; what was refused may be there all the same, and comes twice. */
    private static void publishAll(List<DaprService> services, Wiring wiring, List<CloudEvent> events) {
        for (CloudEvent event : events) {
            SerializedEvent serialized = SerializedEvent.of(event, new EventKey(Map.of()));
            await().until(() -> {
                for (DaprService service : services) {
                    if (service.publisher()
                            .publishAll(wiring.type(), List.of(serialized))
                            .isEmpty()) {
                        return true;
                    }
                }
                return false;
            });
        }
    }

    /**
     * Dapr counts anew after a restart; the library does not: with a sidecar that is killed between attempts, the event is dead-lettered
     * after as many as declared. Seen to fail: with a count that is lost, after 37 and by Dapr.
     */
    @Test
    void attemptsAreCountedAcrossRestartsOfTheSidecar() throws Exception {
        Wiring wiring = wiring("faults.restart.counted", 4, false);
        topics.create(wiring.type(), 1);
        topics.create(wiring.deadLetters(), 1);
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch third = new CountDownLatch(1);
        CountDownLatch killed = new CountDownLatch(1);
        EventHandler handler = (transaction, event) -> {
            calls.incrementAndGet();
            if (database.number("SELECT coalesce(sum(attempts), 0) FROM delivery_attempts") == 2) {
                // The third attempt, which the killed sidecar takes no answer of.
                third.countDown();
                await(killed);
            }
            throw new RetryableEventException("not yet");
        };
        try (DaprService service = DaprService.start(wiring, database.source(), handler, listener, folder)) {
            service.publisher().publish(wiring.type(), event(wiring.type(), "failing"));
            await(third);
            service.sidecar().kill();
            killed.countDown();
            service.sidecar().start();
            await().until(() -> topics.read(wiring.deadLetters()).size() == 1);
        }
        assertThat(calls).hasValue(4);
        assertThat(topics.read(wiring.deadLetters()).getFirst().event().getExtension(DeadLetters.ATTEMPTS))
                .isEqualTo(4);
    }

    /**
     * Fault 41: the sidecar is killed when the effect is committed, before it hears so. It delivers again, and nothing is done.
     *
     * <p>Seen to fail: without the inbox, there were two effects.
     */
    @Test
    void fault41ASidecarKilledAfterTheEffectDeliversAgainInVain() throws Exception {
        Wiring wiring = wiring("faults.ack.sidecar", 3, false);
        topics.create(wiring.type(), 1);
        topics.create(wiring.deadLetters(), 1);
        SidecarKiller killer = new SidecarKiller(listener);
        killer.strike();
        try (DaprService service = killer.start(wiring, database.source(), DeliveryFaultsTest::effect, folder)) {
            service.publisher().publish(wiring.type(), event(wiring.type(), "one"));
            killer.awaitStrike();
            assertThat(topics.acknowledged("shop." + wiring.type(), wiring.type(), 0))
                    .isZero();
            service.sidecar().start();
            await().until(() -> topics.acknowledged("shop." + wiring.type(), wiring.type(), 0) == 1);
        }
        assertThat(listener.heard("duplicate")).hasSize(1);
        assertThat(effects()).isEqualTo("one");
    }

    /**
     * Fault 41: the consumer's process dies (as by SIGKILL) when the effect is committed, before it answers. Started again, it is asked
     * again, and does nothing.
     *
     * <p>Seen to fail: without the inbox, there were two effects.
     */
    @Test
    void fault41AConsumerKilledAfterTheEffectHasItOnce() throws Exception {
        Wiring wiring = wiring("faults.ack.consumer", 3, false);
        topics.create(wiring.type(), 1);
        topics.create(wiring.deadLetters(), 1);
        SidecarPorts ports = SidecarPorts.free();
        int appPort = FreePorts.findOne();
        ChildProcess first = consumerProcess(wiring, appPort, ports, "dies");
        try (DaprSidecar sidecar = DaprService.sidecar(wiring, appPort, ports, folder.resolve("sidecar"));
                first) {
            new io.eventtopology.patterns.publish.DaprPublisher(wiring.environment(ports.http()), Patience.LONG)
                    .publish(wiring.type(), event(wiring.type(), "one"));
            await().until(() -> !first.isAlive());
            assertThat(effects()).isEqualTo("one");
            assertThat(topics.acknowledged("shop." + wiring.type(), wiring.type(), 0))
                    .isZero();
            try (ChildProcess second = consumerProcess(wiring, appPort, ports, "lives")) {
                await().until(() -> topics.acknowledged("shop." + wiring.type(), wiring.type(), 0) == 1);
                assertThat(second.isAlive()).isTrue();
            }
        }
        assertThat(effects()).isEqualTo("one");
        assertThat(topics.read(wiring.deadLetters())).isEmpty();
    }

    private ChildProcess consumerProcess(Wiring wiring, int appPort, SidecarPorts ports, String fate) throws Exception {
        return ChildProcess.start(
                "consumer-" + fate,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ConsumerProcess.class.getName(),
                        database.url(),
                        wiring.type(),
                        Integer.toString(wiring.attempts()),
                        Integer.toString(appPort),
                        Integer.toString(ports.http()),
                        fate),
                Map.of(),
                folder,
                folder.resolve("consumer-" + fate + ".log"));
    }
}
