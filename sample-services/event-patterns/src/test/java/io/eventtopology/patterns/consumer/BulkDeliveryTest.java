package io.eventtopology.patterns.consumer;

import static io.eventtopology.patterns.testing.TestEvents.CREATED;
import static io.eventtopology.patterns.testing.TestEvents.body;
import static io.eventtopology.patterns.testing.TestEvents.created;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.deadletter.DeadLetters;
import io.eventtopology.patterns.envelope.EventJson;
import io.eventtopology.patterns.testing.PatternsDatabase;
import io.eventtopology.patterns.testing.RecordingListener;
import io.eventtopology.patterns.testing.RecordingPublisher;
import io.eventtopology.patterns.testing.TestEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bulk deliveries, in the form that daprd 1.16 sends them. */
final class BulkDeliveryTest {
    private static final String ROUTE = "/events/todo-created";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static PatternsDatabase database;

    private final RecordingPublisher publisher = new RecordingPublisher();
    private final List<String> handled = new ArrayList<>();
    private final Set<String> failing = new HashSet<>();
    private final ObjectNode bulk = MAPPER.createObjectNode().put("topic", CREATED);
    private final ArrayNode entries = bulk.putArray("entries");
    private BulkDelivery delivery;

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
        delivery = new BulkDelivery(new EventConsumer(
                List.of(new EventRoute(ROUTE, (transaction, event) -> {
                    if (failing.contains(event.getId())) {
                        throw new RetryableEventException("not yet");
                    }
                    handled.add(event.getId());
                })),
                database.source(),
                publisher,
                TestEvents.environment(3),
                Clock.systemUTC(),
                new RecordingListener()));
    }

    private void add(String key, CloudEvent event) {
        entries.addObject()
                .put("entryId", Integer.toString(entries.size() - 1))
                .put("contentType", EventJson.CONTENT_TYPE)
                .<ObjectNode>set("event", EventJson.tree(event))
                .putObject("metadata")
                .put("__key", key)
                .put("__topic", CREATED)
                .put("__partition", "2")
                .put("__offset", "42");
    }

    private String deliver() throws IOException {
        return delivery.deliver(ROUTE, MAPPER.writeValueAsBytes(bulk));
    }

    @Test
    void tellsABulkFromAnEvent() {
        assertThat(BulkDelivery.isBulk("{\"entries\":[]}".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(BulkDelivery.isBulk(body(created("1")))).isFalse();
        assertThat(BulkDelivery.isBulk("no JSON".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }

    /**
     * An event that has to come again holds back those after it with its key, and no others. Without that the second event of the key was
     * handled before the first: daprd sends only what failed again.
     */
    @Test
    void theOrderOfAKeyHoldsWhenAnEventHasToComeAgain() throws IOException {
        CloudEvent first = created("a");
        CloudEvent second = created("a");
        CloudEvent other = created("b");
        failing.add(first.getId());
        add("a", first);
        add("b", other);
        add("a", second);
        assertThat(deliver())
                .isEqualTo("{\"statuses\":[{\"entryId\":\"0\",\"status\":\"RETRY\"},"
                        + "{\"entryId\":\"1\",\"status\":\"SUCCESS\"},{\"entryId\":\"2\",\"status\":\"RETRY\"}]}");
        failing.clear();
        assertThat(deliver()).doesNotContain("RETRY");
        assertThat(handled).containsExactly(other.getId(), first.getId(), second.getId());
    }

    /**
     * Dapr counts one attempt for every entry that it sends again, so held back ones count here too: else Dapr would dead-letter them,
     * without a reason, before this library did.
     */
    @Test
    void heldBackEventsCountAsDaprCountsThem() throws IOException {
        CloudEvent first = created("a");
        CloudEvent second = created("a");
        failing.add(first.getId());
        failing.add(second.getId());
        add("a", first);
        add("a", second);
        assertThat(deliver()).doesNotContain("SUCCESS");
        assertThat(deliver()).doesNotContain("SUCCESS");
        assertThat(deliver()).doesNotContain("RETRY");
        assertThat(publisher.published())
                .extracting(letter -> letter.event().getId())
                .containsExactly(first.getId(), second.getId());
    }

    /** In bulk daprd acknowledges what is answered with DROP even where its dead letter could not be published: never DROP there. */
    @Test
    void whatIsNoEventIsDeadLetteredWithAReason() throws IOException {
        entries.addObject().put("entryId", "0").put("event", base64("no event"));
        entries.addObject().put("entryId", "1").putObject("event").put("hello", "world");
        assertThat(deliver()).doesNotContain("RETRY").doesNotContain("DROP");
        assertThat(publisher.published())
                .allSatisfy(letter -> assertThat(letter.topic()).isEqualTo(TestEvents.DEAD_LETTERS))
                .extracting(letter -> letter.event().getExtension(DeadLetters.REASON))
                .containsExactly("unreadable", "unreadable");
    }

    @Test
    void aRawPayloadThatIsAnEventIsHandled() throws IOException {
        CloudEvent event = created("1");
        entries.addObject().put("entryId", "0").put("event", base64(new String(body(event), StandardCharsets.UTF_8)));
        assertThat(deliver()).contains("SUCCESS");
        assertThat(handled).containsExactly(event.getId());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
