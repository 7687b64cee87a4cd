package io.eventtopology.operator.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.eventtopology.operator.contract.ContractApi.Answer;
import io.fabric8.kubernetes.api.model.StatusCause;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A resource that breaks one constraint, and what the API server must say about it.
 *
 * @param constraint what it breaks
 * @param document the resource
 * @param field the path that the API server must name; empty for the resource itself
 * @param allowed what the message must contain, so that the reader knows what is allowed
 */
record Breakage(Constraint constraint, ObjectNode document, String field, List<String> allowed) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern MAP_KEY = Pattern.compile("\\[([^\\]0-9][^\\]]*)\\]");
    private static final Pattern LAST_NUMBER = Pattern.compile(".*?(-?[0-9][-+.0-9e]*)$");

    /** Breaks a constraint that a program can break. */
    static Breakage mechanical(Constraint constraint, Place valid) {
        Place place = valid.copy();
        JsonNode value = constraint.value();
        int limit = value.asInt();
        return switch (constraint.keyword()) {
            case "required" -> {
                ((ObjectNode) place.node()).remove(value.asText());
                String prefix = place.steps().isEmpty() ? "" : place.field() + ".";
                yield new Breakage(constraint, place.document(), prefix + value.asText(), List.of("Required value"));
            }
            case "type" -> {
                JsonNode wrong = value.asText().equals("string") ? IntNode.valueOf(7) : TextNode.valueOf("text");
                yield replaced(constraint, place, wrong, List.of("must be of type " + value.asText()));
            }
            case "enum" -> {
                List<String> choices = new ArrayList<>();
                value.forEach(choice -> choices.add('"' + choice.asText() + '"'));
                yield replaced(constraint, place, TextNode.valueOf("Sideways"), choices);
            }
            case "minLength" -> {
                String some = place.node().asText().substring(0, limit - 1);
                yield replaced(constraint, place, TextNode.valueOf(some), List.of("at least " + limit + " chars long"));
            }
            case "maxLength" ->
                replaced(
                        constraint,
                        place,
                        TextNode.valueOf("a".repeat(limit + 1)),
                        List.of("may not be more than " + limit + " bytes"));
            case "minItems" ->
                replaced(
                        constraint,
                        place,
                        repeated(place.node().get(0), limit - 1),
                        List.of("at least " + limit + " items"));
            case "maxItems" ->
                replaced(
                        constraint,
                        place,
                        repeated(place.node().get(0), limit + 1),
                        List.of("at most " + limit + " items"));
            case "maxProperties" -> {
                ObjectNode many = NODES.objectNode();
                JsonNode some = place.node().properties().iterator().next().getValue();
                for (int i = 0; i <= limit; i++) {
                    many.set("k" + i, some);
                }
                yield replaced(constraint, place, many, List.of("at most " + limit + " items"));
            }
            case "minimum" -> replaced(constraint, place, LongNode.valueOf(value.asLong() - 1), List.of());
            case "maximum" -> replaced(constraint, place, LongNode.valueOf(value.asLong() + 1), List.of());
            case "x-kubernetes-list-type" -> {
                ArrayNode twice = (ArrayNode) place.node();
                twice.insert(1, twice.get(0));
                yield new Breakage(constraint, place.document(), place.field() + "[1]", List.of("Duplicate value"));
            }
            default -> throw new IllegalStateException("Nobody knows how to break " + constraint);
        };
    }

    /** Breaks a rule or a pattern as a person wrote it. */
    static Breakage handWritten(Constraint constraint, Place valid, JsonNode patch) {
        Place place = valid.copy();
        if (place.steps().isEmpty()) {
            merge(place.document(), patch);
        } else if (patch.isObject()) {
            merge((ObjectNode) place.node(), patch);
        } else {
            place.replace(patch);
        }
        String allowed = constraint.keyword().equals("pattern")
                ? "should match '" + constraint.pattern() + "'"
                : constraint.value().path("message").asText();
        return new Breakage(constraint, place.document(), place.field(), List.of(allowed));
    }

    /** Whether the API server refused the resource for this reason, in words that help. */
    boolean isIn(Answer answer) {
        return answer.causes().stream()
                .anyMatch(cause ->
                        named(cause) && allowed.stream().allMatch(cause.getMessage()::contains) && limitIn(cause));
    }

    private boolean named(StatusCause cause) {
        if (field.isEmpty()) {
            // A rule on the whole resource has no field; its message names one.
            return cause.getMessage().contains("metadata.");
        }
        // Rules write the key of a map in brackets, limits write it after a dot.
        return MAP_KEY.matcher(cause.getField()).replaceAll(".$1").equals(field);
    }

    private boolean limitIn(StatusCause cause) {
        if (!constraint.keyword().equals("minimum") && !constraint.keyword().equals("maximum")) {
            return true;
        }
        Matcher number = LAST_NUMBER.matcher(cause.getMessage());
        String words = constraint.keyword().equals("minimum") ? "greater than or equal to" : "less than or equal to";
        return cause.getMessage().contains(words)
                && number.matches()
                && Double.parseDouble(number.group(1)) == constraint.value().asDouble();
    }

    private static Breakage replaced(Constraint constraint, Place place, JsonNode value, List<String> allowed) {
        place.replace(value);
        return new Breakage(constraint, place.document(), place.field(), allowed);
    }

    private static ArrayNode repeated(JsonNode item, int times) {
        ArrayNode list = NODES.arrayNode();
        for (int i = 0; i < times; i++) {
            list.add(item);
        }
        return list;
    }

    private static void merge(ObjectNode target, JsonNode patch) {
        patch.properties().forEach(p -> {
            if (p.getValue().isNull()) {
                target.remove(p.getKey());
            } else if (p.getValue().isObject() && target.path(p.getKey()).isObject()) {
                merge((ObjectNode) target.get(p.getKey()), p.getValue());
            } else {
                target.set(p.getKey(), p.getValue());
            }
        });
    }
}
