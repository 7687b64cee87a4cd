package io.eventtopology.planner.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.eventtopology.planner.model.CanonicalJson;
import io.eventtopology.planner.model.ResolvedPublication;
import io.eventtopology.planner.model.ResolvedService;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The schemas that a service gets for what it publishes, as far as they fit into its environment.
 *
 * @param told type → schema of its data as JSON without blanks, members sorted
 * @param leftOut the same for those that do not fit: the largest
 */
public record EventSchemas(SortedMap<String, String> told, SortedMap<String, String> leftOut) {
    /**
     * Most bytes of {@link #json}. Linux refuses to start a program of which one environment string has more than 128 KiB
     * (MAX_ARG_STRLEN, execve(2)); the rest is left to what the value may grow by on its way.
     */
    public static final int MOST_BYTES = 96 * 1024;

    /** The schemas for a service. */
    public static EventSchemas of(ResolvedService service) {
        SortedMap<String, String> told = new TreeMap<>();
        for (ResolvedPublication publication : service.publishes()) {
            JsonNode schema = publication.event().checkedSchema();
            if (schema != null) {
                told.put(publication.event().type(), CanonicalJson.of(schema));
            }
        }
        SortedMap<String, String> leftOut = new TreeMap<>();
        List<Map.Entry<String, String>> largestFirst = told.entrySet().stream()
                .map(Map.Entry::copyOf)
                .sorted(Comparator.<Map.Entry<String, String>>comparingInt(schema -> -bytes(schema.getValue()))
                        .thenComparing(Map.Entry.comparingByKey()))
                .toList();
        for (Map.Entry<String, String> largest : largestFirst) {
            if (bytes(json(told)) <= MOST_BYTES) {
                break;
            }
            told.remove(largest.getKey());
            leftOut.put(largest.getKey(), largest.getValue());
        }
        return new EventSchemas(told, leftOut);
    }

    /** One JSON object, type → schema. */
    public String json() {
        return json(told);
    }

    /** Bytes of a schema that is left out. */
    public int bytesOf(String type) {
        return bytes(leftOut.getOrDefault(type, ""));
    }

    /** Bytes of the value with all schemas. */
    public int bytesOfAll() {
        SortedMap<String, String> all = new TreeMap<>(told);
        all.putAll(leftOut);
        return bytes(json(all));
    }

    private static String json(SortedMap<String, String> schemas) {
        return schemas.entrySet().stream()
                .map(schema -> CanonicalJson.of(TextNode.valueOf(schema.getKey())) + ":" + schema.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
