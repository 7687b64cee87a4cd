package io.eventtopology.patterns.consumer;

import static io.eventtopology.patterns.testing.TestEvents.CREATED;
import static io.eventtopology.patterns.testing.TestEvents.body;
import static io.eventtopology.patterns.testing.TestEvents.created;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.environment.ServiceEnvironment;
import io.eventtopology.patterns.testing.PatternsDatabase;
import io.eventtopology.patterns.testing.RecordingListener;
import io.eventtopology.patterns.testing.RecordingPublisher;
import io.eventtopology.patterns.testing.TestEvents;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deliveries on a real database: one effect for each event, and what is answered when it has none. */
final class EventConsumerTest {
    private static final String ROUTE = "/events/todo-created";

    private static PatternsDatabase database;

    private final RecordingPublisher publisher = new RecordingPublisher();
    private final RecordingListener listener = new RecordingListener();

    @BeforeAll
    static void start() {
        database = PatternsDatabase.start();
        database.execute("CREATE TABLE effect (event_id text NOT NULL)");
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void empty() {
        database.execute("TRUNCATE inbox, delivery_attempts, effect");
    }

    private EventConsumer consumer(EventHandler handler) {
        return consumer(handler, database.source(), TestEvents.environment(3));
    }

    private EventConsumer consumer(EventHandler handler, DataSource source, ServiceEnvironment environment) {
        return new EventConsumer(
                List.of(new EventRoute(ROUTE, handler)), source, publisher, environment, Clock.systemUTC(), listener);
    }

    private static void effect(Connection transaction, CloudEvent event) throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement("INSERT INTO effect VALUES (?)")) {
            insert.setString(1, event.getId());
            insert.executeUpdate();
        }
    }

    private static long effects() {
        return database.number("SELECT count(*) FROM effect");
    }

    /**
     * Sixteen deliveries of one event at once. Seen to fail: with the insert's count passed over there were 16 effects; without
     * {@code ON CONFLICT} the others became dead letters.
     */
    @Test
    void theSameEventFromSixteenThreadsHasOneEffect() throws Exception {
        EventConsumer consumer = consumer((transaction, event) -> {
            effect(transaction, event);
            // Long enough for all of them to meet.
            Thread.sleep(100);
        });
        byte[] body = body(created("1"));
        CountDownLatch go = new CountDownLatch(1);
        List<DeliveryResult> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            List<Future<DeliveryResult>> answers = new ArrayList<>();
            for (int thread = 0; thread < 16; thread++) {
                Callable<DeliveryResult> delivery = () -> {
                    go.await();
                    return consumer.deliver(ROUTE, body, Map.of());
                };
                answers.add(threads.submit(delivery));
            }
            go.countDown();
            for (Future<DeliveryResult> answer : answers) {
                results.add(answer.get(30, TimeUnit.SECONDS));
            }
        }
        assertThat(effects()).isEqualTo(1);
        assertThat(results).hasSize(16).containsOnly(DeliveryResult.SUCCESS);
        assertThat(listener.heard("duplicate")).hasSize(15);
    }

    /** Where the first delivery fails, one that waited for it has the effect. */
    @Test
    void aDeliveryThatWaitedForAFailedOneHasTheEffect() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch entered = new CountDownLatch(1);
        EventConsumer consumer = consumer((transaction, event) -> {
            effect(transaction, event);
            if (calls.incrementAndGet() == 1) {
                entered.countDown();
                Thread.sleep(200);
                throw new RetryableEventException("the first fails");
            }
        });
        byte[] body = body(created("1"));
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<DeliveryResult> first = threads.submit(() -> consumer.deliver(ROUTE, body, Map.of()));
            entered.await();
            Future<DeliveryResult> second = threads.submit(() -> consumer.deliver(ROUTE, body, Map.of()));
            assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(DeliveryResult.RETRY);
            assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(DeliveryResult.SUCCESS);
        }
        assertThat(effects()).isEqualTo(1);
    }

    /** An id tells an event only together with its source. */
    @Test
    void eventsOfTwoSourcesMayHaveOneId() {
        EventConsumer consumer = consumer(EventConsumerTest::effect);
        CloudEvent event = created("1");
        CloudEvent other = io.cloudevents.core.builder.CloudEventBuilder.from(event)
                .withSource(java.net.URI.create("/other/api"))
                .build();
        consumer.deliver(ROUTE, body(event), Map.of());
        consumer.deliver(ROUTE, body(other), Map.of());
        assertThat(effects()).isEqualTo(2);
    }

    @Test
    void whatNoConditionMatchesIsAcknowledgedAndForgotten() {
        EventConsumer consumer = consumer((transaction, event) -> {
            throw new AssertionError("nobody asked for it");
        });
        assertThat(consumer.deliver(EventConsumer.IGNORED, body(created("1")), Map.of()))
                .isEqualTo(DeliveryResult.SUCCESS);
        assertThat(database.number("SELECT count(*) FROM inbox")).isZero();
    }

    /**
     * Effect and note are one transaction. Seen to fail: with the note committed first, a handler that failed once had no effect
     * at the second delivery.
     */
    @Test
    void aFailedHandlerLeavesNothingAndIsTriedAgain() {
        AtomicInteger calls = new AtomicInteger();
        EventConsumer consumer = consumer((transaction, event) -> {
            effect(transaction, event);
            if (calls.incrementAndGet() == 1) {
                throw new RetryableEventException("not yet");
            }
        });
        byte[] body = body(created("1"));
        assertThat(consumer.deliver(ROUTE, body, Map.of())).isEqualTo(DeliveryResult.RETRY);
        assertThat(effects()).isZero();
        assertThat(database.number("SELECT count(*) FROM inbox")).isZero();
        assertThat(database.number("SELECT attempts FROM delivery_attempts")).isEqualTo(1);
        assertThat(consumer.deliver(ROUTE, body, Map.of())).isEqualTo(DeliveryResult.SUCCESS);
        assertThat(effects()).isEqualTo(1);
        assertThat(database.number("SELECT count(*) FROM delivery_attempts")).isZero();
    }

    /**
     * An Error, such as a class that cannot be loaded, must not leave half an effect in a connection of the pool. Seen to fail: with a rollback for
     * exceptions only, the connection was given back with an open transaction.
     */
    @Test
    void anErrorRollsBack() {
        List<Boolean> rolledBack = new ArrayList<>();
        DataSource watched = watched(rolledBack);
        EventConsumer consumer = consumer(
                (transaction, event) -> {
                    effect(transaction, event);
                    throw new NoClassDefFoundError("missing");
                },
                watched,
                TestEvents.environment(3));
        assertThatThrownBy(() -> consumer.deliver(ROUTE, body(created("1")), Map.of()))
                .isInstanceOf(NoClassDefFoundError.class);
        assertThat(rolledBack).containsExactly(true);
    }

    /** Connections that note, when they are closed, whether they were rolled back before. */
    private static DataSource watched(List<Boolean> rolledBack) {
        return (DataSource) Proxy.newProxyInstance(
                EventConsumerTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, given) -> {
                    Connection connection = database.source().getConnection();
                    boolean[] rollback = new boolean[1];
                    return Proxy.newProxyInstance(
                            EventConsumerTest.class.getClassLoader(),
                            new Class<?>[] {Connection.class},
                            (self, called, arguments) -> {
                                rollback[0] |= called.getName().equals("rollback");
                                if (called.getName().equals("close")) {
                                    rolledBack.add(rollback[0]);
                                }
                                try {
                                    return called.invoke(connection, arguments);
                                } catch (InvocationTargetException e) {
                                    throw e.getCause();
                                }
                            });
                });
    }

    /**
     * The connection is lost in the handler, as when PostgreSQL fails over: the event has its effect in the same delivery, once, and no attempt is
     * counted. Seen to fail: without the second try it was answered with RETRY.
     */
    @Test
    void aLostConnectionCostsNoAttempt() {
        AtomicInteger calls = new AtomicInteger();
        EventConsumer consumer = consumer((transaction, event) -> {
            effect(transaction, event);
            if (calls.incrementAndGet() == 1) {
                database.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE state = 'idle in transaction' AND query LIKE 'INSERT INTO effect%'");
            }
        });
        assertThat(consumer.deliver(ROUTE, body(created("1")), Map.of())).isEqualTo(DeliveryResult.SUCCESS);
        assertThat(calls).hasValue(2);
        assertThat(effects()).isEqualTo(1);
        assertThat(database.number("SELECT count(*) FROM delivery_attempts")).isZero();
    }

    /**
     * Pools throw an SQLException without a state when no connection is free in time. That is no fault of the event: taken for one (seen to fail so), healthy
     * events were dead-lettered as poison while the pool was exhausted.
     */
    @Test
    void anExhaustedPoolIsNoPoison() {
        AtomicInteger asked = new AtomicInteger();
        DataSource exhausted = (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (asked.incrementAndGet() == 1) {
                        throw new SQLException("Sorry, acquisition timeout!");
                    }
                    return database.source().getConnection();
                });
        EventConsumer consumer = consumer(EventConsumerTest::effect, exhausted, TestEvents.environment(1));
        assertThat(consumer.deliver(ROUTE, body(created("1")), Map.of())).isEqualTo(DeliveryResult.SUCCESS);
        assertThat(publisher.published()).isEmpty();
    }

    /**
     * Where the inbox is missing (a migration that did not run), events wait. Seen to fail: classified as any other SQL error, each was dead-lettered as
     * poison.
     */
    @Test
    void aMissingInboxIsNoPoison() {
        database.execute("ALTER TABLE inbox RENAME TO elsewhere");
        try {
            EventConsumer consumer = consumer(EventConsumerTest::effect);
            assertThat(consumer.deliver(ROUTE, body(created("1")), Map.of())).isEqualTo(DeliveryResult.RETRY);
            assertThat(publisher.published()).isEmpty();
        } finally {
            database.execute("ALTER TABLE elsewhere RENAME TO inbox");
        }
    }

    /** What is done before the transaction, such as sending a message, is not done again for an event that had its effect. */
    @Test
    void workBeforeTheTransactionIsSparedForADuplicate() {
        AtomicInteger sent = new AtomicInteger();
        EventHandler handler = new PreparedEventHandler() {
            @Override
            public void before(CloudEvent event) {
                sent.incrementAndGet();
            }

            @Override
            public void handle(Connection transaction, CloudEvent event) throws SQLException {
                effect(transaction, event);
            }
        };
        EventConsumer consumer = consumer(handler);
        byte[] body = body(created("1"));
        assertThat(consumer.deliver(ROUTE, body, Map.of())).isEqualTo(DeliveryResult.SUCCESS);
        assertThat(consumer.deliver(ROUTE, body, Map.of())).isEqualTo(DeliveryResult.SUCCESS);
        assertThat(sent).hasValue(1);
        assertThat(effects()).isEqualTo(1);
        assertThat(listener.heard("duplicate")).containsExactly("duplicate:" + CREATED);
    }

    /** A service that stops interrupts its handlers; their events come again elsewhere. */
    @Test
    void anInterruptedHandlerIsTriedAgainElsewhere() {
        EventConsumer consumer = consumer((transaction, event) -> {
            throw new InterruptedException("stopping");
        });
        assertThat(consumer.deliver(ROUTE, body(created("1")), Map.of())).isEqualTo(DeliveryResult.RETRY);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(publisher.published()).isEmpty();
    }

    @Test
    void twoHandlersOfOneRouteAreAMistake() {
        EventRoute route = new EventRoute(ROUTE, EventConsumerTest::effect);
        assertThatThrownBy(() -> new EventConsumer(
                        List.of(route, route),
                        database.source(),
                        publisher,
                        TestEvents.environment(3),
                        Clock.systemUTC(),
                        listener))
                .hasMessageContaining(ROUTE);
    }
}
