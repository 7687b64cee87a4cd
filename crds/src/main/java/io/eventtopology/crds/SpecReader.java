package io.eventtopology.crds;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a spec or status member by member. A stored resource that no longer fits its schema (stored under an older CRD) must
 * not break the list of all the others, so what cannot be read is named in {@link #problems()} instead of thrown, and of a
 * list only the items that cannot be read are left out.
 */
final class SpecReader {
    /** Reads what the schema allows and nothing else: no text for a number, no number for a choice, no fraction cut off. */
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
            .configure(DeserializationFeature.ACCEPT_FLOAT_AS_INT, false)
            .configure(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS, true)
            .configure(MapperFeature.ALLOW_COERCION_OF_SCALARS, false)
            .withCoercionConfig(
                    LogicalType.Textual,
                    config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .withCoercionConfigDefaults(
                    config -> config.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
            .build();

    private final String name;
    private final JsonNode node;
    private final List<String> problems = new ArrayList<>();

    /** @param name what is read, for the paths in problems: spec or status */
    SpecReader(String name, JsonNode node) {
        this.name = name;
        this.node = node;
        if (!node.isObject()) {
            problems.add(name + " cannot be read: it must be an object");
        }
    }

    <T> @Nullable T read(String member, Class<T> type) {
        JsonNode value = node.get(member);
        return value == null || value.isNull() ? null : read(name + "." + member, value, type);
    }

    <T> List<T> readList(String member, Class<T> element) {
        JsonNode value = node.get(member);
        if (value == null || value.isNull()) {
            return List.of();
        }
        String path = name + "." + member;
        if (!value.isArray()) {
            problems.add(path + " cannot be read: it must be a list");
            return List.of();
        }
        List<T> list = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            T item = read(path + "[" + i + "]", value.get(i), element);
            if (item != null) {
                list.add(item);
            }
        }
        return list;
    }

    private <T> @Nullable T read(String path, JsonNode value, Class<T> type) {
        if (value.isNull()) {
            problems.add(path + " cannot be read: it is null");
            return null;
        }
        JavaType javaType = MAPPER.constructType(type);
        try {
            return MAPPER.readerFor(javaType).readValue(value);
        } catch (JsonMappingException e) {
            String inside = e.getPath().stream()
                    .map(r -> r.getFieldName() != null ? "." + r.getFieldName() : "[" + r.getIndex() + "]")
                    .collect(Collectors.joining());
            problems.add(path + inside + " cannot be read: " + words(e));
        } catch (JsonProcessingException e) {
            problems.add(path + " cannot be read: " + e.getOriginalMessage());
        } catch (IOException e) {
            problems.add(path + " cannot be read: " + e.getMessage());
        }
        return null;
    }

    /** What is wrong, in the words of the contract and not in those of Java. */
    private static String words(JsonMappingException e) {
        if (e instanceof ValueInstantiationException && e.getCause() != null) {
            String reason = e.getCause().getMessage();
            return reason == null ? "a list or map in it has a null" : reason;
        }
        return e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null
                ? "it must be " + expected(mismatch.getTargetType())
                : e.getOriginalMessage();
    }

    private static String expected(Class<?> type) {
        if (type.isEnum()) {
            return "one of "
                    + Stream.of(type.getEnumConstants())
                            .map(constant -> MAPPER.convertValue(constant, String.class))
                            .collect(Collectors.joining(", "));
        }
        if (type == String.class) {
            return "a text";
        }
        if (type == Boolean.class) {
            return "true or false";
        }
        if (Number.class.isAssignableFrom(type)) {
            return "a whole number of at most " + (type == Long.class ? "64" : "32") + " bits";
        }
        return Collection.class.isAssignableFrom(type) ? "a list" : "an object";
    }

    /** What could not be read, one sentence each with its path; empty when all was read. */
    List<String> problems() {
        return List.copyOf(problems);
    }
}
