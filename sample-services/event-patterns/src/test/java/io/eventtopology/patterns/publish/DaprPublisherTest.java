package io.eventtopology.patterns.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.eventtopology.patterns.environment.ServiceEnvironment;
import io.eventtopology.patterns.testing.TestEvents;
import io.eventtopology.patterns.trace.TraceContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that a real sidecar gives only now and then, from a server that gives them always; a real one is in OutboxOnTheWireTest. */
class DaprPublisherTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ConcurrentLinkedQueue<String> paths = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<byte[]> bodies = new ConcurrentLinkedQueue<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer sidecar;
    private volatile Answer answer = exchange -> answer(exchange, 204, "");

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void startSidecar() throws IOException {
        sidecar = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        sidecar.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        sidecar.createContext("/", exchange -> {
            paths.add(exchange.getRequestURI().toString());
            bodies.add(exchange.getRequestBody().readAllBytes());
            answer.to(exchange);
        });
        sidecar.start();
    }

    @AfterEach
    void stopSidecar() {
        end.countDown();
        sidecar.stop(0);
    }

    private DaprPublisher publisher() {
        return publisher(Duration.ofSeconds(30));
    }

    private DaprPublisher publisher(Duration timeout) {
        return new DaprPublisher(
                new ServiceEnvironment(
                        "todo",
                        sidecar.getAddress().getPort(),
                        "todos pubsub",
                        Map.of(TestEvents.CREATED, "data.userId"),
                        Map.of(),
                        Map.of(),
                        Map.of()),
                timeout);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static SerializedEvent serialized(CloudEvent event) {
        return SerializedEvent.of(event, new EventKey(Map.of(TestEvents.CREATED, "data.userId")));
    }

    private static List<SerializedEvent> events(int count) {
        List<SerializedEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(serialized(TestEvents.created("todo-" + i)));
        }
        return events;
    }

    @Test
    void names_and_keys_are_escaped() throws Exception {
        publisher()
                .publish(
                        "todos.task.created",
                        CloudEventBuilder.from(TestEvents.created("1"))
                                .withType("todos.task.odd")
                                .withSubject("a&b=c d/ä")
                                .build());
        assertThat(paths)
                .containsExactly(
                        "/v1.0/publish/todos%20pubsub/todos.task.created?metadata.partitionKey=a%26b%3Dc%20d%2F%C3%A4");
    }

    @Test
    void of_a_request_that_was_taken_in_part_only_the_failed_entries_are_failures() {
        List<SerializedEvent> events = events(3);
        answer = exchange -> answer(exchange, 500, """
                {"failedEntries":[{"entryId":"1","error":"kafka: broker lost"}],"errorCode":"ERR_PUBSUB_PUBLISH_MESSAGE"}""");
        assertThat(publisher().publishAll(TestEvents.CREATED, events))
                .containsExactly(new PublishFailure(events.get(1).id(), "kafka: broker lost", true));
    }

    /** Seen to fail when the entry's id is the event's: daprd refuses a request with the same id twice as a whole. */
    @Test
    void entries_have_ids_of_their_own_and_the_declared_key() throws IOException {
        CloudEvent event = TestEvents.created("1");
        assertThat(publisher().publishAll(TestEvents.CREATED, List.of(serialized(event), serialized(event))))
                .isEmpty();
        JsonNode entries = MAPPER.readTree(bodies.remove());
        assertThat(StreamSupport.stream(entries.spliterator(), false)
                        .map(entry -> entry.path("entryId").asText()))
                .containsExactly("0", "1");
        assertThat(entries.path(0).path("metadata").path("partitionKey").asText())
                .isEqualTo("456");
        assertThat(event(entries.path(0)).path("id").asText()).isEqualTo(event.getId());
    }

    /**
     * Raw, daprd adds nothing to the event: a subscriber without these attributes cannot tell topic and trace. Any other content type for a string is
     * refused, or arrives as a JSON string.
     */
    @Test
    void in_bulk_events_are_raw_texts_with_the_attributes_that_daprd_would_add() throws IOException {
        CloudEvent plain = CloudEventBuilder.from(TestEvents.created("1"))
                .withExtension("topic", "elsewhere")
                .withExtension("quoted", "\"ä\\\n")
                .build();
        CloudEvent traced = new TraceContext("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "vendor=1")
                .on(TestEvents.created("1"));
        publisher().publishAll(TestEvents.CREATED, List.of(serialized(plain), serialized(traced)));
        assertThat(paths)
                .containsExactly(
                        "/v1.0-alpha1/publish/bulk/todos%20pubsub/todos.task.created?metadata.rawPayload=true");
        JsonNode entries = MAPPER.readTree(bodies.remove());
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.path("contentType").asText()).isEqualTo("text/plain");
            JsonNode event = event(entry);
            assertThat(event.path("topic").asText()).isEqualTo(TestEvents.CREATED);
            assertThat(event.path("pubsubname").asText()).isEqualTo("todos pubsub");
            assertThat(event.path("traceid")).isEqualTo(event.path("traceparent"));
        });
        JsonNode first = event(entries.path(0));
        assertThat(first.path("quoted").asText()).isEqualTo("\"ä\\\n");
        assertThat(first.path("traceparent").asText()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
        assertThat(first.path("tracestate").asText("none")).isEmpty();
        JsonNode second = event(entries.path(1));
        assertThat(second.path("traceparent").asText())
                .isEqualTo("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        assertThat(second.path("tracestate").asText()).isEqualTo("vendor=1");
    }

    private static JsonNode event(JsonNode entry) throws IOException {
        assertThat(entry.path("event").isTextual()).isTrue();
        return MAPPER.readTree(entry.path("event").asText());
    }

    @Test
    void a_refused_request_is_a_failure_of_all_its_events() {
        List<SerializedEvent> events = events(2);
        answer = exchange -> answer(exchange, 403, "{\"errorCode\":\"ERR_PUBSUB_FORBIDDEN\"}");
        assertThat(publisher().publishAll(TestEvents.CREATED, events))
                .hasSize(2)
                .allSatisfy(failure -> {
                    assertThat(failure.reason()).contains("403").contains("ERR_PUBSUB_FORBIDDEN");
                    assertThat(failure.reached()).isTrue();
                });
    }

    /** Seen to fail without the catch for numbers: an answer of some proxy breaks the relay's batch. */
    @Test
    void an_error_that_is_not_daprs_is_a_failure_of_all_events() {
        List<SerializedEvent> events = events(2);
        for (String body : List.of(
                "<html>bad gateway</html>",
                "{\"failedEntries\":[{\"entryId\":\"x\"}]}",
                "{\"failedEntries\":[{\"entryId\":\"7\"}]}",
                "[]")) {
            answer = exchange -> answer(exchange, 502, body);
            assertThat(publisher().publishAll(TestEvents.CREATED, events))
                    .as(body)
                    .hasSize(2);
        }
    }

    @Test
    void no_answer_in_time_is_a_failure_of_all_events() {
        answer = exchange -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        DaprPublisher hurried = publisher(Duration.ofMillis(500));
        assertThat(hurried.publishAll(TestEvents.CREATED, events(2))).hasSize(2).allSatisfy(failure -> {
            assertThat(failure.reason()).contains("did not answer within 500 ms");
            assertThat(failure.reached()).isFalse();
        });
        assertThatThrownBy(() -> hurried.publish(TestEvents.CREATED, TestEvents.created("1")))
                .isInstanceOf(PublishException.class)
                .hasMessageContaining("did not answer within 500 ms");
    }

    @Test
    void a_sidecar_that_breaks_off_is_a_failure_of_all_events() {
        answer = HttpExchange::close;
        assertThat(publisher().publishAll(TestEvents.CREATED, events(2)))
                .hasSize(2)
                .allSatisfy(failure -> assertThat(failure.reached()).isFalse());
    }

    /** Seen to fail when a batch is one request: daprd answers 413 to more than 4 MiB. */
    @Test
    void a_batch_that_is_too_large_for_one_request_goes_in_several() throws IOException {
        List<SerializedEvent> events = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            events.add(serialized(CloudEventBuilder.from(TestEvents.created("todo-" + i))
                    .withExtension("large", "x".repeat(1 << 20))
                    .build()));
        }
        answer = exchange -> answer(exchange, paths.size() == 2 ? 500 : 204, paths.size() == 2 ? "no" : "");
        List<PublishFailure> failures = publisher().publishAll(TestEvents.CREATED, events);
        assertThat(bodies).hasSize(3).allSatisfy(body -> assertThat(body.length).isLessThan(4 << 20));
        List<String> sent = new ArrayList<>();
        for (byte[] body : bodies) {
            for (JsonNode entry : MAPPER.readTree(body)) {
                sent.add(event(entry).path("id").asText());
            }
        }
        assertThat(sent).isEqualTo(events.stream().map(SerializedEvent::id).toList());
        assertThat(failures.stream().map(PublishFailure::eventId))
                .as("the second request's")
                .containsExactly(events.get(2).id(), events.get(3).id());
    }
}
