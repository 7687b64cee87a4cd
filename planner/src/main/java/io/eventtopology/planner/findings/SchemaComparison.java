package io.eventtopology.planner.findings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Finds where a reader's JSON Schema refuses what a writer's allows. It understands a clear part of JSON Schema: {@code type},
 * {@code enum}, {@code const}, {@code required}, {@code properties}, {@code additionalProperties}, {@code items}, the limits on
 * numbers, lengths and counts, {@code pattern}, and {@code $ref} into the same schema. Other keywords, such as {@code anyOf}, are
 * not compared. A property that only the reader knows counts as one that the writer does not write.
 */
final class SchemaComparison {
    private static final Set<String> ALL_TYPES =
            Set.of("array", "boolean", "integer", "null", "number", "object", "string");
    private static final List<String> LOWER_LIMITS =
            List.of("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties");
    private static final List<String> UPPER_LIMITS =
            List.of("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties");

    private final JsonNode readerRoot;
    private final JsonNode writerRoot;
    private final List<String> breaks = new ArrayList<>();
    /** Pairs of references on the way to here, so that schemas that contain themselves end. */
    private final Set<String> open = new HashSet<>();

    private SchemaComparison(JsonNode readerRoot, JsonNode writerRoot) {
        this.readerRoot = readerRoot;
        this.writerRoot = writerRoot;
    }

    /**
     * Where the reader refuses what the writer may write.
     *
     * @return one text for each place, with its path, for example {@code data.items[].price: ...}; empty when none is found
     */
    static List<String> breaks(JsonNode reader, JsonNode writer) {
        SchemaComparison comparison = new SchemaComparison(reader, writer);
        comparison.compare("data", reader, writer);
        return comparison.breaks;
    }

    private void compare(String path, JsonNode readerSchema, JsonNode writerSchema) {
        String pair = readerSchema.path("$ref").asText() + " "
                + writerSchema.path("$ref").asText();
        boolean refers = readerSchema.has("$ref") || writerSchema.has("$ref");
        if (refers && !open.add(pair)) {
            return;
        }
        JsonNode reader = resolved(readerSchema, readerRoot);
        JsonNode writer = resolved(writerSchema, writerRoot);
        if (isFalse(writer) || isTrue(reader)) {
            // Nothing is written, or everything is read.
        } else if (isFalse(reader)) {
            breaks.add(path + ": it is no longer allowed");
        } else {
            SortedSet<String> refused = refusedTypes(reader, writer);
            if (!refused.isEmpty()) {
                breaks.add(path + ": type " + String.join(" or ", refused) + " is written, "
                        + String.join(" or ", new TreeSet<>(types(reader))) + " is read");
            } else {
                values(path, reader, writer);
                limits(path, reader, writer);
                object(path, reader, writer);
                array(path, reader, writer);
            }
        }
        if (refers) {
            open.remove(pair);
        }
    }

    private static SortedSet<String> refusedTypes(JsonNode reader, JsonNode writer) {
        Set<String> read = types(reader);
        SortedSet<String> refused = new TreeSet<>(types(writer));
        refused.removeIf(type -> read.contains(type) || (type.equals("integer") && read.contains("number")));
        return refused;
    }

    private static Set<String> types(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isTextual()) {
            return Set.of(type.asText());
        }
        if (type.isArray()) {
            Set<String> types = new HashSet<>();
            type.forEach(t -> types.add(t.asText()));
            return types;
        }
        Set<String> types = new HashSet<>();
        allowedValues(schema).forEach(value -> types.add(typeOf(value)));
        return types.isEmpty() ? ALL_TYPES : types;
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "array";
            case BOOLEAN -> "boolean";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case STRING -> "string";
            case NULL -> "null";
            default -> "object";
        };
    }

    private void values(String path, JsonNode reader, JsonNode writer) {
        List<JsonNode> read = allowedValues(reader);
        if (read.isEmpty()) {
            return;
        }
        List<JsonNode> written = allowedValues(writer);
        if (written.isEmpty()) {
            breaks.add(path + ": any value is written, only some are read");
            return;
        }
        List<String> refused = written.stream()
                .filter(value -> !read.contains(value))
                .map(JsonNode::toString)
                .toList();
        if (!refused.isEmpty()) {
            breaks.add(path + ": the value " + String.join(" or ", refused) + " is written but not read");
        }
    }

    /** Values that the schema lists; empty when it lists none. */
    private static List<JsonNode> allowedValues(JsonNode schema) {
        if (schema.has("const")) {
            return List.of(schema.get("const"));
        }
        return stream(schema.path("enum")).toList();
    }

    private void limits(String path, JsonNode reader, JsonNode writer) {
        for (String limit : LOWER_LIMITS) {
            JsonNode read = reader.path(limit);
            JsonNode written = writer.path(limit);
            if (read.isNumber() && (!written.isNumber() || written.doubleValue() < read.doubleValue())) {
                breaks.add(path + ": " + limit + " " + read + " is asked for, " + kept(written));
            }
        }
        for (String limit : UPPER_LIMITS) {
            JsonNode read = reader.path(limit);
            JsonNode written = writer.path(limit);
            if (read.isNumber() && (!written.isNumber() || written.doubleValue() > read.doubleValue())) {
                breaks.add(path + ": " + limit + " " + read + " is asked for, " + kept(written));
            }
        }
        JsonNode pattern = reader.path("pattern");
        if (pattern.isTextual() && !pattern.equals(writer.path("pattern"))) {
            breaks.add(path + ": the pattern " + pattern.asText() + " is asked for, but other text is written");
        }
    }

    private static String kept(JsonNode limit) {
        return limit.isNumber() ? "only " + limit + " is kept" : "none is kept";
    }

    private void object(String path, JsonNode reader, JsonNode writer) {
        if (!types(writer).contains("object")) {
            return;
        }
        SortedSet<String> missing = required(reader);
        missing.removeAll(required(writer));
        missing.forEach(name -> breaks.add(path + "." + name + ": it is required, but can be missing"));

        JsonNode readProperties = reader.path("properties");
        JsonNode readOthers = others(reader);
        JsonNode writtenProperties = writer.path("properties");
        SortedSet<String> names = new TreeSet<>();
        writtenProperties.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            JsonNode read = readProperties.has(name) ? readProperties.get(name) : readOthers;
            compare(path + "." + name, read, writtenProperties.get(name));
        }
        if (isFalse(readOthers) && !isFalse(others(writer))) {
            breaks.add(path + ": properties that are not listed can be written, but are not read");
        } else {
            compare(path + ".*", readOthers, others(writer));
        }
    }

    private static SortedSet<String> required(JsonNode schema) {
        SortedSet<String> required = new TreeSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        return required;
    }

    /** The schema of properties that are not listed. */
    private static JsonNode others(JsonNode schema) {
        return schema.has("additionalProperties") ? schema.get("additionalProperties") : BooleanNode.TRUE;
    }

    private void array(String path, JsonNode reader, JsonNode writer) {
        if (types(writer).contains("array") && reader.has("items")) {
            JsonNode written = writer.has("items") ? writer.get("items") : JsonNodeFactory.instance.objectNode();
            compare(path + "[]", reader.get("items"), written);
        }
    }

    private static JsonNode resolved(JsonNode schema, JsonNode root) {
        JsonNode ref = schema.path("$ref");
        if (!ref.isTextual() || !ref.asText().startsWith("#/")) {
            return schema;
        }
        JsonNode target = root.at(ref.asText().substring(1));
        return target instanceof MissingNode ? schema : target;
    }

    private static boolean isTrue(JsonNode schema) {
        return schema.isBoolean() ? schema.booleanValue() : schema.isEmpty();
    }

    private static boolean isFalse(JsonNode schema) {
        return schema.isBoolean() && !schema.booleanValue();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
