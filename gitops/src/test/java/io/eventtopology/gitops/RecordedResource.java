package io.eventtopology.gitops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A resource as the API server gave it, without what differs from run to run. */
record RecordedResource(JsonNode tree) {
    private static final String A_TIME = "2026-01-01T00:00:00Z";
    private static final String AN_ID = "00000000-0000-0000-0000-000000000000";
    private static final Map<String, String> FIXED = Map.of(
            "creationTimestamp", A_TIME,
            "lastTransitionTime", A_TIME,
            "uid", AN_ID,
            "topicId", "AAAAAAAAAAAAAAAAAAAAAA",
            "resourceVersion", "1");

    /**
     * Takes out what differs.
     *
     * @param broker address of the broker of this run
     */
    static RecordedResource of(GenericKubernetesResource resource, String broker) {
        ObjectNode tree = Yaml.MAPPER.valueToTree(resource);
        ((ObjectNode) tree.path("metadata")).remove(List.of("managedFields", "selfLink"));
        fix(tree);
        try {
            return new RecordedResource(Yaml.MAPPER.readTree(Yaml.text(tree).replace(broker, "kafka.kafka.svc:9092")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void fix(JsonNode node) {
        if (node instanceof ObjectNode object) {
            FIXED.forEach((name, value) -> {
                if (object.path(name).isTextual()) {
                    object.put(name, value);
                }
            });
        }
        node.forEach(RecordedResource::fix);
    }

    /** Writes the file of a case. */
    void write(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, Yaml.text(tree));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }
}
