package io.eventtopology.planner.golden;

import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A resource that was stored before its schema was as it is now can hold anything. Every member of every golden case is
 * taken out or replaced by something of another type, one at a time: every resource of the case is still planned.
 *
 * <p>Seen to fail: without the check of {@code partitions} in TopologyResolver.topic, DesiredTopic throws for 0.
 */
class PoisonTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<JsonNode> POISON = List.of(
            JSON.nullNode(),
            JSON.textNode("poison"),
            JSON.numberNode(0),
            JSON.numberNode(Long.MAX_VALUE),
            JSON.arrayNode(),
            JSON.objectNode());

    private static final boolean FULL = Boolean.getBoolean("full");

    @TestFactory
    Stream<DynamicTest> nothing_that_is_stored_stops_the_planner() {
        return GoldenCase.all(Path.of("src/test/resources/golden")).stream()
                .map(golden -> DynamicTest.dynamicTest(golden.name(), () -> poison(golden)));
    }

    private static void poison(GoldenCase golden) {
        List<JsonNode> documents = golden.documents();
        Set<String> tried = new HashSet<>();
        for (int i = 0; i < documents.size(); i++) {
            JsonNode spec = documents.get(i).get("spec");
            for (List<String> path : spec == null ? List.<List<String>>of() : paths(spec)) {
                if (!isNew(tried, documents.get(i), path)) {
                    continue;
                }
                for (JsonNode poison : POISON) {
                    List<JsonNode> poisoned = new ArrayList<>(documents);
                    JsonNode document = documents.get(i).deepCopy();
                    put(document.get("spec"), path, poison.isNull() ? null : poison);
                    poisoned.set(i, document);
                    assertThatCode(() -> golden.planned(poisoned, Shuffle.none()))
                            .as("%s: %s at spec.%s", golden.name(), poison, String.join(".", path))
                            .doesNotThrowAnyException();
                }
            }
        }
    }

    /** Like members of one case, as the types of all events, are poisoned once, and at full size each. */
    private static boolean isNew(Set<String> tried, JsonNode document, List<String> path) {
        String members = path.stream()
                .map(member -> Character.isDigit(member.charAt(0)) ? "*" : member)
                .collect(Collectors.joining("."));
        return FULL || tried.add(document.path("kind").asText() + " " + members);
    }

    private static List<List<String>> paths(JsonNode node) {
        List<List<String>> paths = new ArrayList<>();
        List<String> members = new ArrayList<>();
        if (node.isObject()) {
            node.fieldNames().forEachRemaining(members::add);
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            members.add(Integer.toString(i));
        }
        for (String member : members) {
            paths.add(List.of(member));
            JsonNode child = node.isArray() ? node.get(Integer.parseInt(member)) : node.get(member);
            for (List<String> below : paths(child)) {
                List<String> path = new ArrayList<>(List.of(member));
                path.addAll(below);
                paths.add(path);
            }
        }
        return paths;
    }

    private static void put(JsonNode node, List<String> path, @Nullable JsonNode value) {
        String member = path.getFirst();
        if (path.size() > 1) {
            put(
                    node.isArray() ? node.get(Integer.parseInt(member)) : node.get(member),
                    path.subList(1, path.size()),
                    value);
        } else if (node instanceof ArrayNode array) {
            array.set(Integer.parseInt(member), value == null ? JSON.nullNode() : value);
        } else if (value == null) {
            ((ObjectNode) node).remove(member);
        } else {
            ((ObjectNode) node).set(member, value);
        }
    }
}
