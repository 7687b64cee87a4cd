package io.eventtopology.patterns.outbox;

import static io.eventtopology.patterns.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.eventtopology.patterns.environment.ServiceEnvironment;
import io.eventtopology.patterns.publish.DaprPublisher;
import io.eventtopology.patterns.publish.EventKey;
import io.eventtopology.patterns.publish.PublishException;
import io.eventtopology.patterns.publish.PublishFailure;
import io.eventtopology.patterns.publish.SerializedEvent;
import io.eventtopology.patterns.schema.SchemaCheck;
import io.eventtopology.patterns.testing.PatternsDatabase;
import io.eventtopology.patterns.testing.SidecarWarnings;
import io.eventtopology.patterns.testing.TestEvents;
import io.eventtopology.patterns.trace.TraceContext;
import io.eventtopology.tools.dapr.DaprSidecar;
import io.eventtopology.tools.kafka.KafkaBroker;
import io.eventtopology.tools.kafka.TopicRecords;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** From the transaction to the record, by a real PostgreSQL, daprd and Kafka. */
class OutboxOnTheWireTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final TraceContext TRACE =
            new TraceContext("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "vendor=1");
    private static final RelaySettings SETTINGS = new RelaySettings(
            2, 50, Duration.ofSeconds(1), Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(30));

    @TempDir
    static Path folder;

    @RegisterExtension
    private final SidecarWarnings warnings = new SidecarWarnings(() -> folder);

    private static KafkaBroker kafka;
    private static DaprSidecar sidecar;
    private static DaprPublisher publisher;

    private PatternsDatabase database;
    private Outbox outbox;
    private String topic;

    @BeforeAll
    static void startParts() throws Exception {
        kafka = KafkaBroker.plain();
        Path resources = Files.createDirectories(folder.resolve("resources"));
        Files.writeString(resources.resolve("pubsub.yaml"), """
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata: {name: pubsub}
                spec:
                  type: pubsub.kafka
                  version: v1
                  metadata:
                    - {name: brokers, value: "%s"}
                    - {name: authType, value: none}
                """.formatted(kafka.bootstrapServers()));
        sidecar = DaprSidecar.of("todo", folder.resolve("daprd"))
                .resources(resources)
                .start();
        publisher = new DaprPublisher(environment(sidecar.ports().http()), TIMEOUT);
    }

    @AfterAll
    static void stopParts() {
        sidecar.close();
        kafka.close();
    }

    @BeforeEach
    void startDatabase() throws Exception {
        database = PatternsDatabase.start();
        outbox = new Outbox(new EventKey(Map.of()), new SchemaCheck(Map.of()), () -> TRACE);
        topic = "todos.task.t" + UUID.randomUUID().toString().substring(0, 8);
        createTopic(topic);
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    private static ServiceEnvironment environment(int port) {
        return new ServiceEnvironment("todo", port, "pubsub", Map.of(), Map.of(), Map.of(), Map.of());
    }

    private static void createTopic(String name) throws Exception {
        try (Admin admin = Admin.create(kafka.adminProperties())) {
            admin.createTopics(List.of(new NewTopic(name, 3, (short) 1))).all().get(60, TimeUnit.SECONDS);
        }
    }

    private CloudEvent event(String todo) {
        return CloudEventBuilder.from(TestEvents.created(todo)).withType(topic).build();
    }

    private List<CloudEvent> append(List<CloudEvent> events) throws SQLException {
        return append(outbox, events);
    }

    private List<CloudEvent> append(Outbox to, List<CloudEvent> events) throws SQLException {
        List<CloudEvent> appended = new ArrayList<>();
        try (Connection connection = database.source().getConnection()) {
            connection.setAutoCommit(false);
            for (CloudEvent event : events) {
                appended.add(to.append(connection, event));
            }
            connection.commit();
        }
        return appended;
    }

    private static List<SerializedEvent> serialized(CloudEvent event) {
        return List.of(SerializedEvent.of(event, new EventKey(Map.of())));
    }

    private boolean outboxIsEmpty() {
        return database.number("SELECT count(*) FROM outbox") == 0;
    }

    private OutboxRelay relay() {
        return OutboxRelay.start(database.source(), publisher, SETTINGS, RelayListener.NONE);
    }

    /** All records of the topic, by partition and offset. */
    private List<ConsumerRecord<String, byte[]>> records() {
        return TopicRecords.read(kafka.adminProperties(), topic);
    }

    private static JsonNode json(ConsumerRecord<String, byte[]> record) {
        try {
            return MAPPER.readTree(record.value());
        } catch (java.io.IOException e) {
            throw new IllegalStateException("No JSON at offset " + record.offset(), e);
        }
    }

    /** Seen to fail without traceid: daprd puts a trace of its own in the place of the event's. */
    private void assertSeedsFields(ConsumerRecord<String, byte[]> record, CloudEvent event, String key) {
        JsonNode json = json(record);
        assertThat(record.key()).isEqualTo(key);
        assertThat(json.path("specversion").asText()).isEqualTo("1.0");
        assertThat(json.path("id").asText()).isEqualTo(event.getId());
        assertThat(json.path("source").asText()).isEqualTo("/todos/api");
        assertThat(json.path("type").asText()).isEqualTo(topic).isEqualTo(record.topic());
        // The same time to the nanosecond; how many zeros at its end are written differs.
        assertThat(OffsetDateTime.parse(json.path("time").asText())).isEqualTo(event.getTime());
        assertThat(json.path("time").asText()).endsWith("Z");
        assertThat(json.path("datacontenttype").asText()).isEqualTo("application/json");
        assertThat(json.path("subject").asText()).isEqualTo("123");
        assertThat(json.path("data"))
                .isEqualTo(MAPPER.valueToTree(Map.of("todoId", "123", "userId", "456", "title", "Buy groceries")));
        assertThat(json.path("sequence").asText()).isEqualTo("1");
        assertThat(json.path("traceparent").asText()).isEqualTo(TRACE.traceparent());
        assertThat(json.path("traceid").asText()).isEqualTo(TRACE.traceparent());
        assertThat(json.path("tracestate").asText()).isEqualTo("vendor=1");
        assertThat(json.path("topic").asText()).isEqualTo(topic);
        assertThat(json.path("pubsubname").asText()).isEqualTo("pubsub");
    }

    @Test
    void in_bulk_the_record_has_the_seeds_fields_the_declared_key_and_the_trace() throws Exception {
        Map<String, String> keys = Map.of(topic, "data.userId");
        ServiceEnvironment keyed =
                new ServiceEnvironment("todo", sidecar.ports().http(), "pubsub", keys, Map.of(), Map.of(), Map.of());
        Outbox byUser = new Outbox(new EventKey(keys), new SchemaCheck(Map.of()), () -> TRACE);
        CloudEvent event = append(byUser, List.of(event("123"))).getFirst();
        try (OutboxRelay relay =
                OutboxRelay.start(database.source(), new DaprPublisher(keyed, TIMEOUT), SETTINGS, RelayListener.NONE)) {
            await().until(this::outboxIsEmpty);
        }
        List<ConsumerRecord<String, byte[]>> records = records();
        assertThat(records).hasSize(1);
        assertSeedsFields(records.getFirst(), event, "456");
    }

    @Test
    void one_by_one_the_record_is_the_same() throws Exception {
        CloudEvent event = append(List.of(event("123"))).getFirst();
        publisher.publish(topic, event);
        List<ConsumerRecord<String, byte[]>> records = records();
        assertThat(records).hasSize(1);
        assertSeedsFields(records.getFirst(), event, "123");
    }

    @Test
    void an_event_without_a_trace_gets_none_of_its_own_that_breaks_it() throws Exception {
        CloudEvent event = event("123");
        publisher.publish(topic, event);
        assertThat(publisher.publishAll(topic, serialized(event))).isEmpty();
        assertThat(records()).hasSize(2).allSatisfy(record -> {
            assertThat(json(record).path("id").asText()).isEqualTo(event.getId());
            assertThat(json(record).path("traceparent").asText()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]");
        });
    }

    /** Fault 37 by daprd itself: it says which entries it could not publish; the others arrive once. */
    @Test
    void fault_37_an_event_that_kafka_does_not_take_is_told_apart_from_its_request() throws Exception {
        CloudEvent large = CloudEventBuilder.from(event("large"))
                .withExtension("large", "x".repeat(1_200_000))
                .build();
        List<CloudEvent> events = append(List.of(event("1"), large, event("2"), event("3")));
        try (OutboxRelay relay = relay()) {
            await().until(() -> database.number("SELECT count(*) FROM outbox WHERE attempts > 2") == 1
                    && database.number("SELECT count(*) FROM outbox") == 1);
        }
        assertThat(database.text("SELECT order_key || ': ' || last_error FROM outbox"))
                .startsWith("large: ")
                .contains("larger than");
        assertThat(records().stream().map(record -> json(record).path("id").asText()))
                .containsExactlyInAnyOrder(
                        events.get(0).getId(),
                        events.get(2).getId(),
                        events.get(3).getId());
    }

    @Test
    void what_is_wrong_is_told_by_name() {
        CloudEvent event = event("1");
        List<PublishFailure> noTopic = new DaprPublisher(
                        environment(sidecar.ports().http()), "elsewhere", TIMEOUT)
                .publishAll(topic, serialized(event));
        assertThat(noTopic).singleElement().satisfies(failure -> {
            assertThat(failure.eventId()).isEqualTo(event.getId());
            assertThat(failure.reason()).contains("404").contains("elsewhere");
            assertThat(failure.reached()).isTrue();
        });
        DaprPublisher nobody = new DaprPublisher(environment(1), TIMEOUT);
        assertThat(nobody.publishAll(topic, serialized(event)))
                .singleElement()
                .satisfies(failure -> assertThat(failure.reached()).isFalse());
        assertThatThrownBy(() -> nobody.publish(topic, event))
                .isInstanceOf(PublishException.class)
                .hasMessageContaining(event.getId())
                .hasMessageContaining("127.0.0.1:1 cannot be reached");
    }

    /**
     * Fault 37: the broker is killed while batches are on their way, then the sidecar. Nothing is lost, the order of each key holds, and
     * only what was on its way is published twice.
     */
    @Test
    void fault_37_when_broker_and_sidecar_are_killed_under_load_nothing_is_lost_and_order_holds() throws Exception {
        int keys = 20;
        int each = 20;
        List<CloudEvent> events = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            for (int key = 0; key < keys; key++) {
                events.add(event("todo-" + key));
            }
        }
        append(events);
        try (OutboxRelay relay = relay()) {
            await().until(() -> database.number("SELECT count(*) FROM outbox") < (long) keys * each * 3 / 4);
            kafka.kill();
            TimeUnit.SECONDS.sleep(2);
            kafka.start();
            await().until(() -> database.number("SELECT count(*) FROM outbox") < (long) keys * each / 2);
            sidecar.kill();
            TimeUnit.MILLISECONDS.sleep(500);
            sidecar.start();
            await().until(this::outboxIsEmpty);
        }
        Map<String, List<Integer>> sequences = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        List<ConsumerRecord<String, byte[]>> records = records();
        for (ConsumerRecord<String, byte[]> record : records) {
            JsonNode json = json(record);
            if (seen.add(json.path("id").asText())) {
                sequences
                        .computeIfAbsent(record.key(), key -> new ArrayList<>())
                        .add(json.path("sequence").asInt());
            }
        }
        assertThat(sequences).hasSize(keys);
        assertThat(sequences.values())
                .allSatisfy(numbers -> assertThat(numbers)
                        .isEqualTo(IntStream.rangeClosed(1, each).boxed().toList()));
        assertThat(records.size() - seen.size())
                .as("duplicates: at most what both workers had on their way, twice")
                .isLessThanOrEqualTo(2 * keys * 6);
    }
}
