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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

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

    private static final Pattern ALTERNATIVES = Pattern.compile("\\^\\(\\w+(\\|\\w+)*\\)\\$");

    private static final List<String> SETS = List.of("spec.bundledServices");

    /** The generator sorts columns by name; people read them in this order. */
    private static final List<String> COLUMNS = List.of(
            "Topology", "Ready", "Reason", "Broker", "Events", "Services", "Publishes", "Subscribes", "Message", "Age");

    /** What kubectl explain shows for a kind, its spec and its status; the generator describes only members of records. */
    private static final Map<String, String> DESCRIPTIONS = Map.of(
            "EventTopology",
            "Declares which events exist, on which broker, and under which delivery rules.",
            "EventTopology.spec",
            "What is wanted: a broker, the events on it, and the rules of their delivery.",
            "EventTopology.status",
            "What the operator observed; written by the operator only.",
            "EventService",
            "Declares what a service publishes, consumes and calls, and how it runs.",
            "EventService.spec",
            "What is wanted: the topology, the events published and consumed, and how the service runs.",
            "EventService.status",
            "What the operator observed; written by the operator only.");

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
        String kind = crd.at("/spec/names/kind").asText();
        describe(schema, DESCRIPTIONS.get(kind));
        describe((ObjectNode) schema.at("/properties/spec"), DESCRIPTIONS.get(kind + ".spec"));
        describe((ObjectNode) schema.at("/properties/status"), DESCRIPTIONS.get(kind + ".status"));
        // Without it kstatus takes a resource that no operator has seen yet for done.
        ((ObjectNode) schema.at("/properties/status")).putObject("default").put("observedGeneration", -1);
        tidy(schema);
        ArrayNode columns = (ArrayNode) version.at("/additionalPrinterColumns");
        List<JsonNode> ordered = new ArrayList<>();
        columns.forEach(ordered::add);
        ordered.sort(Comparator.comparingInt(c -> COLUMNS.indexOf(c.path("name").asText())));
        columns.removeAll().addAll(ordered);
        // The API server drops a priority of 0, and clients would see a difference for ever.
        columns.forEach(c -> {
            if (c.path("priority").asInt() == 0) {
                ((ObjectNode) c).remove("priority");
            }
        });
        LIST_KEYS.forEach((path, key) -> find(schema, path).ifPresent(list -> {
            list.put("x-kubernetes-list-type", "map");
            list.putArray("x-kubernetes-list-map-keys").add(key);
        }));
        SETS.forEach(path -> find(schema, path).ifPresent(list -> list.put("x-kubernetes-list-type", "set")));
        if (kind.equals("EventService")) {
            ArrayNode selectable = version.putArray("selectableFields");
            selectable.addObject().put("jsonPath", ".spec.topologyRef.name");
            selectable.addObject().put("jsonPath", ".spec.preset");
        }
    }

    private static void describe(ObjectNode schema, String description) {
        schema.put("description", description);
    }

    /**
     * Writes whole limits as whole numbers (the generator has them as doubles), drops the second copy of a rule on a
     * record component (the generator finds it on the field and on the accessor), makes an enum of a pattern that only
     * lists words, gives free-form members the type object, and puts the words of {@link Wording} beside each other
     * pattern.
     */
    private static void tidy(ObjectNode schema) {
        for (String limit : List.of("minimum", "maximum")) {
            if (schema.has(limit)) {
                schema.put(limit, schema.get(limit).asLong());
            }
        }
        // Rules see no field without a type.
        if (schema.has("x-kubernetes-preserve-unknown-fields")) {
            schema.put("type", "object");
        }
        Set<JsonNode> rules = new LinkedHashSet<>();
        schema.path("x-kubernetes-validations").forEach(rules::add);
        String pattern = schema.path("pattern").asText();
        if (ALTERNATIVES.matcher(pattern).matches()) {
            schema.remove(List.of("pattern", "minLength", "maxLength"));
            ArrayNode choices = schema.putArray("enum");
            for (String choice : pattern.substring(2, pattern.length() - 2).split("\\|")) {
                choices.add(choice);
            }
        } else if (!pattern.isEmpty()) {
            rules.add(YAML.createObjectNode()
                    .put("message", Wording.of(pattern))
                    .put("rule", "self.matches('" + pattern.replace("\\", "\\\\") + "')"));
        }
        if (!rules.isEmpty()) {
            schema.putArray("x-kubernetes-validations").addAll(rules);
        }
        for (JsonNode child : schema) {
            if (child instanceof ObjectNode object) {
                tidy(object);
            }
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
