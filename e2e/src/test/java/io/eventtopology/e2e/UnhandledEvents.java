package io.eventtopology.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.eventtopology.tools.kafka.KafkaBroker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Says where events are that a service did not handle, so that a test which waited in vain tells a lost event from a late one and from
 * a dead letter.
 */
final class UnhandledEvents {
    private static final int SHOWN = 20;

    private final Databases databases;
    private final KafkaBroker broker;
    private final String namespace;

    UnhandledEvents(Databases databases, KafkaBroker broker, String namespace) {
        this.databases = databases;
        this.broker = broker;
        this.namespace = namespace;
    }

    /** What a test fails with that waited for these services in vain. */
    AssertionError failure(
            ConditionTimeoutException late, String publisher, Collection<String> services, List<String> topics) {
        return new AssertionError(
                services.stream()
                        .map(service -> report(publisher, service, topics))
                        .collect(Collectors.joining("\n", late.getMessage() + "\n", "")),
                late);
    }

    /** A line for each event of these topics that is not in the inbox of the service; and what the outbox of the publisher numbered, but no topic holds. */
    private String report(String publisher, String service, List<String> topics) {
        List<String> lines = new ArrayList<>();
        TopicReader reader = new TopicReader(broker.adminProperties());
        Set<String> handled = new HashSet<>(databases.query(service, "SELECT source || ' ' || event_id FROM inbox"));
        Map<TopicPartition, OffsetAndMetadata> committed = committed(service);
        Map<String, Set<Long>> published = new HashMap<>();
        for (String topic : topics) {
            Map<String, String> letters = new HashMap<>();
            for (TopicReader.Event letter : reader.read(topic + "." + namespace + "." + service + ".dlq")) {
                letters.put(
                        identity(letter.json()),
                        letter.json().path("deadletterreason").asText("no reason")
                                + ", "
                                + letter.json().path("deadlettererror").asText(""));
            }
            for (TopicReader.Event event : reader.read(topic)) {
                published
                        .computeIfAbsent(event.key(), key -> new HashSet<>())
                        .add(event.json().path("sequence").asLong());
                if (!handled.contains(identity(event.json()))) {
                    OffsetAndMetadata position = committed.get(new TopicPartition(topic, event.partition()));
                    lines.add("%s did not handle %s of %s, partition %d offset %d; its group is at %s; %s"
                            .formatted(
                                    service,
                                    identity(event.json()),
                                    topic,
                                    event.partition(),
                                    event.offset(),
                                    position == null ? "no offset" : position.offset(),
                                    letters.getOrDefault(identity(event.json()), "no dead letter")));
                }
            }
        }
        for (String row : databases.query(publisher, "SELECT order_key || ' ' || last FROM outbox_sequence")) {
            String[] keyAndLast = row.split(" ");
            for (long number = 1; number <= Long.parseLong(keyAndLast[1]); number++) {
                if (!published.getOrDefault(keyAndLast[0], Set.of()).contains(number)) {
                    lines.add("No topic holds event %d of key %s, which %s committed"
                            .formatted(number, keyAndLast[0], publisher));
                }
            }
        }
        return lines.stream()
                .limit(SHOWN)
                .collect(Collectors.joining("\n", lines.size() + " events\n", lines.size() > SHOWN ? "\n..." : ""));
    }

    private Map<TopicPartition, OffsetAndMetadata> committed(String service) {
        try (Admin admin = Admin.create(broker.adminProperties())) {
            return admin.listConsumerGroupOffsets(namespace + "." + service)
                    .partitionsToOffsetAndMetadata()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("No offsets of " + service, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Interrupted", e);
        }
    }

    private static String identity(JsonNode event) {
        return event.path("source").asText() + " " + event.path("id").asText();
    }
}
