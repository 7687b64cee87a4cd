package io.eventtopology.crds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A resource that was stored under another schema never breaks the reading of the list it is in, and what is wrong with it
 * is said by path.
 */
class StoredGarbageTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<JsonNode> GARBAGE = garbage();
    private static final List<ObjectNode> DOCUMENTS = new ArrayList<>();
    private static final ObjectMapper JSON = new ObjectMapper();

    @BeforeAll
    static void documents() throws IOException {
        YAMLMapper yaml = new YAMLMapper();
        try (var files = Files.list(Path.of("src/test/resources/io/eventtopology/crds/maximal"))) {
            for (Path file : files.sorted().toList()) {
                DOCUMENTS.add((ObjectNode) yaml.readTree(file.toFile()));
            }
        }
        assertThat(DOCUMENTS).hasSizeGreaterThan(5);
    }

    @Test
    void theMaximalDocumentsReadWithoutProblemsAndWriteWhatWasRead() throws IOException {
        for (ObjectNode document : DOCUMENTS) {
            CustomResource<?, ?> resource = read(document);
            assertThat(problems(resource))
                    .as(document.at("/metadata/name").asText())
                    .isEmpty();
            JsonNode written = JSON.readTree(Serialization.asJson(resource));
            assertThat(written.get("status")).isEqualTo(document.get("status"));
            assertThat(written.get("spec")).isEqualTo(document.get("spec"));
        }
    }

    /** Each place of each document gets each piece of garbage, one at a time; in an inline schema anything goes. */
    @Test
    void oneWrongValueIsNamedByItsPath() {
        int named = 0;
        for (ObjectNode document : DOCUMENTS) {
            for (List<Object> place : places(document)) {
                for (JsonNode garbage : GARBAGE) {
                    ObjectNode mutant = document.deepCopy();
                    JsonNode before = replace(mutant, place, garbage);
                    CustomResource<?, ?> resource = read(mutant);
                    String path = path(place);
                    if (path.startsWith("spec") && !path.contains("inline") && isWrong(before, garbage)) {
                        assertThat(problems(resource))
                                .as("%s = %s", path, garbage)
                                .anySatisfy(problem -> assertThat(problem).satisfies(p -> {
                                    String where = p.substring(0, p.indexOf(" cannot be read"));
                                    assertThat(path.startsWith(where) || where.startsWith(path))
                                            .as("%s is about %s", p, path)
                                            .isTrue();
                                }));
                        named++;
                    }
                }
            }
        }
        assertThat(named).isGreaterThan(3_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void manyWrongValuesAreRead(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            ObjectNode mutant = DOCUMENTS.get(random.nextInt(DOCUMENTS.size())).deepCopy();
            for (int i = random.nextInt(6); i >= 0; i--) {
                List<List<Object>> places = places(mutant);
                if (!places.isEmpty()) {
                    replace(
                            mutant,
                            places.get(random.nextInt(places.size())),
                            GARBAGE.get(random.nextInt(GARBAGE.size())));
                }
            }
            CustomResource<?, ?> resource = read(mutant);
            assertThat(problems(resource))
                    .as("seed %s round %s: %s", seed, round, mutant)
                    .allSatisfy(p -> assertThat(p)
                            .matches("(?s)spec[^ ]* cannot be read: .+")
                            .doesNotContain("io.eventtopology", "java.", "JsonToken", "null]", ": null"));
            // What was read can be written, and read again.
            read(Serialization.asJson(resource), mutant);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "preset | 7 | spec.preset cannot be read: it must be one of Todo, User, Notify, Analytics, Order, Payment, Shipping",
                "preset | \"Mail\" | spec.preset cannot be read: it must be one of Todo, User, Notify, Analytics, Order, Payment, Shipping",
                "port | \"8080\" | spec.port cannot be read: it must be a whole number of at most 32 bits",
                "port | 8080.5 | spec.port cannot be read: it must be a whole number of at most 32 bits",
                "image | 7 | spec.image cannot be read: it must be a text",
                "paused | \"no\" | spec.paused cannot be read: it must be true or false",
                "delivery | [] | spec.delivery cannot be read: it must be an object",
                "delivery | {\"retry\":{\"backoff\":\"Linear\"}} | spec.delivery.retry.backoff cannot be read: it must be one of Exponential, Constant",
                "env | {} | spec.env cannot be read: it must be a list",
                "env | [{\"value\":\"x\"}] | spec.env[0] cannot be read: name is required",
                "pod | {\"tolerations\":7} | spec.pod.tolerations cannot be read: it must be a list",
                "pod | {\"labels\":{\"a\":null}} | spec.pod cannot be read: a list or map in it has a null"
            })
    void theProblemSaysWhatIsAllowed(String member, String value, String problem) {
        String json = "{\"spec\":{\"%s\":%s}}".formatted(member, value);

        assertThat(Serialization.unmarshal(json, EventService.class).getSpec().problems())
                .containsExactly(problem);
    }

    @Test
    void aSpecThatIsNoObjectIsNamed() {
        assertThat(Serialization.unmarshal("{\"spec\":\"text\"}", EventTopology.class)
                        .getSpec()
                        .problems())
                .containsExactly("spec cannot be read: it must be an object");
    }

    /** Status has no place for problems; what is readable is kept. */
    @Test
    void theReadableItemsOfAListAreKept() {
        ObjectNode document = DOCUMENTS.stream()
                .filter(d -> d.at("/metadata/name").asText().equals("maximal-kafka"))
                .findFirst()
                .orElseThrow()
                .deepCopy();
        ((ArrayNode) document.at("/spec/events")).insertNull(0).insert(1, "text");
        ((ArrayNode) document.at("/status/topics"))
                .insertNull(0)
                .insertObject(1)
                .put("ready", "yes");

        EventTopology topology = (EventTopology) read(document);

        assertThat(topology.getSpec().events())
                .extracting(EventDeclaration::type)
                .containsExactly("todos.task.created", "todos.task.drafted");
        assertThat(topology.getSpec().problems())
                .hasSize(2)
                .anySatisfy(p -> assertThat(p).startsWith("spec.events[0] cannot be read: it is null"))
                .anySatisfy(p -> assertThat(p).startsWith("spec.events[1] cannot be read: "));
        assertThat(topology.getStatus().topics()).extracting(TopicStatus::name).containsExactly("todos.task.created");
    }

    /** Jackson's own limit of 1,000 levels would make the whole list unreadable, for every tenant. */
    @ParameterizedTest
    @ValueSource(ints = {65, 999, 1_001, 9_900})
    void aSchemaThatIsTooDeepSpoilsOnlyItsEvent(int levels) {
        String json = """
                {"apiVersion": "eventtopology.io/v1beta1", "kind": "EventTopology",
                 "metadata": {"name": "deep", "managedFields": [{"manager": "m", "fieldsV1": %s}]},
                 "spec": {"broker": {"inMemory": {}}, "events": [
                  {"type": "todos.task.created", "schema": {"inline": %s}},
                  {"type": "todos.task.completed", "schema": {"inline": {"type": "object"}}}]}}""".formatted(nested(levels), nested(levels));
        KubernetesSerialization serialization = ContractSerialization.create();

        EventTopology topology = serialization.unmarshal(json, EventTopology.class);

        assertThat(topology.getSpec().events())
                .extracting(EventDeclaration::type)
                .containsExactly("todos.task.completed");
        assertThat(topology.getSpec().problems())
                .singleElement()
                .asString()
                .startsWith("spec.events[0].schema cannot be read: ")
                .contains("inline has more than 64 levels");
        // Caches copy what they hold.
        assertThat(serialization.clone(topology).getSpec().events()).hasSize(1);
    }

    @Test
    void aSchemaThatIsTooLongSpoilsOnlyItsEvent() {
        ObjectNode document = DOCUMENTS.stream()
                .filter(d -> d.at("/metadata/name").asText().equals("maximal-kafka"))
                .findFirst()
                .orElseThrow()
                .deepCopy();
        ((ObjectNode) document.at("/spec/events/0/schema/inline")).put("description", "x".repeat(262_144));

        assertThat(problems(read(document)))
                .singleElement()
                .asString()
                .contains("spec.events[0].schema cannot be read")
                .contains("inline has more than 262144 characters");
    }

    private static String nested(int levels) {
        return "{\"f:a\":".repeat(levels) + "{}" + "}".repeat(levels);
    }

    private static List<JsonNode> garbage() {
        ObjectNode object = NODES.objectNode();
        object.put("name", 7).putNull("type").putArray("event").addNull();
        return List.of(
                NODES.nullNode(),
                NODES.textNode(""),
                NODES.textNode("text"),
                NODES.numberNode(-1),
                NODES.numberNode(7),
                NODES.numberNode(1.5),
                NODES.numberNode(Double.MAX_VALUE),
                NODES.numberNode(Long.MAX_VALUE),
                NODES.booleanNode(true),
                NODES.arrayNode(),
                NODES.arrayNode().addNull(),
                NODES.arrayNode().add(7).add("text").add(NODES.objectNode()),
                NODES.objectNode(),
                NODES.objectNode().putNull("x"),
                object);
    }

    /** Whether no schema can allow both; integers and fractions are different things, so are texts and choices. */
    private static boolean isWrong(JsonNode before, JsonNode garbage) {
        if (garbage.isNull()) {
            return false;
        }
        if (before.isIntegralNumber() && garbage.isFloatingPointNumber()) {
            return true;
        }
        return before.getNodeType() != garbage.getNodeType();
    }

    private static CustomResource<?, ?> read(ObjectNode document) {
        return read(document.toString(), document);
    }

    private static CustomResource<?, ?> read(String json, ObjectNode document) {
        return document.path("kind").asText().equals("EventTopology")
                ? Serialization.unmarshal(json, EventTopology.class)
                : Serialization.unmarshal(json, EventService.class);
    }

    private static List<String> problems(CustomResource<?, ?> resource) {
        if (resource.getSpec() == null) {
            return List.of();
        }
        return resource instanceof EventTopology topology
                ? topology.getSpec().problems()
                : ((EventService) resource).getSpec().problems();
    }

    private static List<List<Object>> places(ObjectNode document) {
        List<List<Object>> places = new ArrayList<>();
        for (String part : List.of("spec", "status")) {
            if (document.has(part)) {
                collect(document.get(part), List.of(part), places);
            }
        }
        return places;
    }

    private static void collect(JsonNode node, List<Object> place, List<List<Object>> places) {
        places.add(place);
        if (node.getNodeType() == JsonNodeType.OBJECT) {
            node.properties().forEach(p -> collect(p.getValue(), and(place, p.getKey()), places));
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collect(node.get(i), and(place, i), places);
        }
    }

    private static List<Object> and(List<Object> place, Object step) {
        List<Object> all = new ArrayList<>(place);
        all.add(step);
        return all;
    }

    /** Puts a value at a place and returns what was there. */
    private static JsonNode replace(ObjectNode document, List<Object> place, JsonNode value) {
        JsonNode parent = document;
        for (Object step : place.subList(0, place.size() - 1)) {
            parent = step instanceof Integer i ? parent.get(i) : parent.get((String) step);
        }
        Object last = place.get(place.size() - 1);
        return last instanceof Integer i
                ? ((ArrayNode) parent).set(i, value.deepCopy())
                : ((ObjectNode) parent).replace((String) last, value.deepCopy());
    }

    private static String path(List<Object> place) {
        StringBuilder path = new StringBuilder();
        for (Object step : place) {
            path.append(step instanceof Integer ? "[" + step + "]" : (path.isEmpty() ? "" : ".") + step);
        }
        return path.toString();
    }
}
