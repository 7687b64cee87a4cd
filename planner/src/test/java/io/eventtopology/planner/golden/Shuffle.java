package io.eventtopology.planner.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes every order that must not matter: of resources, of lists that are sets, of members. */
record Shuffle(@Nullable Random random) {
    private static final Set<String> SETS = Set.of(
            "events", "bundledServices", "publishes", "subscribes", "calls", "env", "matchExpressions", "values");

    /** Everything stays as it is. */
    static Shuffle none() {
        return new Shuffle(null);
    }

    static Shuffle seeded(long seed) {
        return new Shuffle(new Random(seed));
    }

    <T> List<T> list(List<T> list) {
        if (random == null) {
            return list;
        }
        List<T> shuffled = new ArrayList<>(list);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    JsonNode resource(JsonNode node) {
        return shuffled(node, "");
    }

    private JsonNode shuffled(JsonNode node, String member) {
        if (node instanceof ObjectNode object) {
            ObjectNode result = object.objectNode();
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            list(names).forEach(name -> result.set(name, shuffled(object.get(name), name)));
            return result;
        }
        if (node instanceof ArrayNode array) {
            List<JsonNode> elements = new ArrayList<>();
            array.forEach(element -> elements.add(shuffled(element, "")));
            return array.arrayNode().addAll(SETS.contains(member) ? list(elements) : elements);
        }
        return node;
    }
}
