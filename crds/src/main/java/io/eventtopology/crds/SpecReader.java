package io.eventtopology.crds;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a spec or status member by member. A stored resource that no longer fits its schema (stored under an older CRD) must
 * not break the list of all the others, so what cannot be read is named in {@link #problems()} instead of thrown.
 */
final class SpecReader {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
            .build();

    private final JsonNode node;
    private final List<String> problems = new ArrayList<>();

    SpecReader(JsonNode node) {
        this.node = node;
    }

    <T> @Nullable T read(String member, Class<T> type) {
        return read(member, MAPPER.getTypeFactory().constructType(type));
    }

    <T> List<T> readList(String member, Class<T> element) {
        List<T> list = read(member, MAPPER.getTypeFactory().constructCollectionType(List.class, element));
        if (list == null) {
            return List.of();
        }
        if (list.contains(null)) {
            problems.add("spec." + member + "[" + list.indexOf(null) + "] cannot be read: it is null");
        }
        return list.stream().filter(Objects::nonNull).toList();
    }

    private <T> @Nullable T read(String member, JavaType type) {
        JsonNode value = node.get(member);
        if (value == null || value.isNull()) {
            return null;
        }
        try {
            return MAPPER.readerFor(type).readValue(value);
        } catch (JsonMappingException e) {
            String path = e.getPath().stream()
                    .map(r -> r.getFieldName() != null ? "." + r.getFieldName() : "[" + r.getIndex() + "]")
                    .collect(Collectors.joining());
            problems.add("spec." + member + path + " cannot be read: " + e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            problems.add("spec." + member + " cannot be read: " + e.getOriginalMessage());
        } catch (IOException e) {
            problems.add("spec." + member + " cannot be read: " + e.getMessage());
        }
        return null;
    }

    /** What could not be read, one sentence each with its path; empty when all was read. */
    List<String> problems() {
        return List.copyOf(problems);
    }
}
