package io.eventtopology.crds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.fabric8.crdv2.generator.CRDGenerationInfo;
import io.fabric8.crdv2.generator.CRDGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Generates the CRD manifests from the types; adds what the generator has no annotation for (list keys, #6669). */
final class CrdManifests {
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build());

    /** Lists whose items are told apart by a member: server-side apply merges them by it, and a second one is refused. */
    private static final Map<String, String> LIST_KEYS = Map.ofEntries(
            Map.entry("spec.events", "type"),
            Map.entry("spec.publishes", "event"),
            Map.entry("spec.subscribes", "event"),
            Map.entry("spec.calls", "service"),
            Map.entry("spec.env", "name"),
            Map.entry("spec.pod.imagePullSecrets", "name"),
            Map.entry("status.conditions", "type"),
            Map.entry("status.topics", "name"),
            Map.entry("status.deadLetters", "name"),
            Map.entry("status.acceptedSchemas", "event"));

    private static final List<String> SETS = List.of("spec.bundledServices");

    /** The generator sorts columns by name; people read them in this order. */
    private static final List<String> COLUMNS = List.of(
            "Topology", "Ready", "Reason", "Broker", "Events", "Services", "Publishes", "Subscribes", "Message", "Age");

    private CrdManifests() {}

    static Map<String, String> generate() throws IOException {
        Path out = Files.createTempDirectory("crds");
        CRDGenerationInfo info = new CRDGenerator()
                .inOutputDir(out.toFile())
                .customResourceClasses(EventTopology.class, EventService.class)
                .forCRDVersions("v1")
                .detailedGenerate();
        Map<String, String> manifests = new TreeMap<>();
        for (var versions : info.getCRDDetailsPerNameAndVersion().entrySet()) {
            ObjectNode crd = (ObjectNode) YAML.readTree(
                    Path.of(versions.getValue().get("v1").getFilePath()).toFile());
            finish(crd);
            manifests.put(versions.getKey() + ".yaml", YAML.writeValueAsString(crd));
        }
        return manifests;
    }

    private static void finish(ObjectNode crd) {
        ObjectNode version = (ObjectNode) crd.at("/spec/versions/0");
        ObjectNode schema = (ObjectNode) version.at("/schema/openAPIV3Schema");
        schema.putArray("required").add("spec");
        ArrayNode columns = (ArrayNode) version.at("/additionalPrinterColumns");
        List<JsonNode> ordered = new ArrayList<>();
        columns.forEach(ordered::add);
        ordered.sort(Comparator.comparingInt(c -> COLUMNS.indexOf(c.path("name").asText())));
        columns.removeAll().addAll(ordered);
        LIST_KEYS.forEach((path, key) -> find(schema, path).ifPresent(list -> {
            list.put("x-kubernetes-list-type", "map");
            list.putArray("x-kubernetes-list-map-keys").add(key);
        }));
        SETS.forEach(path -> find(schema, path).ifPresent(list -> list.put("x-kubernetes-list-type", "set")));
        if (crd.at("/spec/names/kind").asText().equals("EventService")) {
            ArrayNode selectable = version.putArray("selectableFields");
            selectable.addObject().put("jsonPath", ".spec.topologyRef.name");
            selectable.addObject().put("jsonPath", ".spec.preset");
        }
    }

    private static Optional<ObjectNode> find(ObjectNode schema, String path) {
        JsonNode node = schema;
        for (String member : path.split("\\.")) {
            node = node.path("properties").path(member);
        }
        return node.isObject() ? Optional.of((ObjectNode) node) : Optional.empty();
    }
}
