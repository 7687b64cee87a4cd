package io.eventtopology.operator.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A node of a document.
 *
 * @param document the whole resource
 * @param steps the way to the node: names of members (String) and indexes of items (Integer)
 */
record Place(ObjectNode document, List<Object> steps) {

    /** The first node at a path of the schema; see {@link Constraint#path}. */
    static Optional<Place> find(ObjectNode document, String path) {
        List<String> pattern = new ArrayList<>();
        for (String part : path.replace("[]", ".[]").replace("{}", ".{}").split("\\.")) {
            if (!part.isEmpty()) {
                pattern.add(part);
            }
        }
        return find(document, pattern, List.of()).map(steps -> new Place(document, steps));
    }

    private static Optional<List<Object>> find(JsonNode node, List<String> pattern, List<Object> steps) {
        if (pattern.isEmpty()) {
            return Optional.of(steps);
        }
        String next = pattern.get(0);
        List<String> rest = pattern.subList(1, pattern.size());
        if (next.equals("[]")) {
            for (int i = 0; i < node.size(); i++) {
                Optional<List<Object>> found = find(node.get(i), rest, and(steps, i));
                if (found.isPresent()) {
                    return found;
                }
            }
        } else if (next.equals("{}")) {
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                Optional<List<Object>> found = find(entry.getValue(), rest, and(steps, entry.getKey()));
                if (found.isPresent()) {
                    return found;
                }
            }
        } else if (node.has(next)) {
            return find(node.get(next), rest, and(steps, next));
        }
        return Optional.empty();
    }

    private static List<Object> and(List<Object> steps, Object step) {
        List<Object> all = new ArrayList<>(steps);
        all.add(step);
        return all;
    }

    /** The same place in a copy of the document, for changing it. */
    Place copy() {
        return new Place(document.deepCopy(), steps);
    }

    JsonNode node() {
        JsonNode node = document;
        for (Object step : steps) {
            node = step instanceof Integer i ? node.get(i) : node.get((String) step);
        }
        return node;
    }

    void replace(JsonNode value) {
        Object last = steps.get(steps.size() - 1);
        JsonNode parent = new Place(document, steps.subList(0, steps.size() - 1)).node();
        if (last instanceof Integer i) {
            ((ArrayNode) parent).set(i, value);
        } else {
            ((ObjectNode) parent).set((String) last, value);
        }
    }

    /** As the API server writes it, for example {@code spec.events[0].type}. */
    String field() {
        StringBuilder field = new StringBuilder();
        for (Object step : steps) {
            if (step instanceof Integer) {
                field.append('[').append(step).append(']');
            } else {
                field.append(field.isEmpty() ? "" : ".").append(step);
            }
        }
        return field.toString();
    }
}
