package io.eventtopology.operator.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What breaks a rule or a pattern, which no program can guess. One file for each rule: {@code message} is the rule's
 * message, {@code patch} a merge patch (RFC 7396) onto a valid object that the rule is about, at each place where the
 * schema has it. {@code strings.yaml} has the texts that do not match a pattern.
 */
final class HandWrittenExamples {
    private static final Path FOLDER = Path.of("src/test/resources/io/eventtopology/operator/contract");

    /**
     * @param file for messages
     * @param patch what to change
     */
    record Example(String file, JsonNode patch) {}

    private final Map<String, List<Example>> byMessage = new LinkedHashMap<>();
    private final Map<String, List<Example>> byPattern = new LinkedHashMap<>();

    static HandWrittenExamples read() throws IOException {
        HandWrittenExamples examples = new HandWrittenExamples();
        YAMLMapper yaml = new YAMLMapper();
        try (var files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                JsonNode content = yaml.readTree(file.toFile());
                if (name.equals("strings.yaml")) {
                    content.properties()
                            .forEach(p -> p.getValue()
                                    .forEach(text -> add(examples.byPattern, p.getKey(), new Example(name, text))));
                } else {
                    add(examples.byMessage, content.path("message").asText(), new Example(name, content.path("patch")));
                }
            }
        }
        return examples;
    }

    private static void add(Map<String, List<Example>> examples, String key, Example example) {
        examples.computeIfAbsent(key, k -> new ArrayList<>()).add(example);
    }

    /** The examples that break a pattern or a rule; empty when there is none. */
    List<Example> of(Constraint constraint) {
        return constraint.pattern().isEmpty()
                ? byMessage.getOrDefault(constraint.value().path("message").asText(), List.of())
                : byPattern.getOrDefault(constraint.pattern(), List.of());
    }

    /** Every rule's message and every pattern that has an example. */
    List<String> keys() {
        List<String> keys = new ArrayList<>(byMessage.keySet());
        keys.addAll(byPattern.keySet());
        return keys;
    }
}
