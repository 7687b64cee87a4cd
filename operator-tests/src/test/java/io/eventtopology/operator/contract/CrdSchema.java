package io.eventtopology.operator.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The schema of one committed CRD, taken apart. */
final class CrdSchema {
    static final List<Path> MANIFESTS = List.of(
            Path.of("../crds/manifests/eventservices.eventtopology.io.yaml"),
            Path.of("../crds/manifests/eventtopologies.eventtopology.io.yaml"));

    private static final Set<String> NO_CONSTRAINT = Set.of(
            "default",
            "description",
            "properties",
            "items",
            "additionalProperties",
            "x-kubernetes-preserve-unknown-fields",
            "x-kubernetes-list-map-keys");
    private static final Set<String> KEYWORDS = Set.of(
            "type",
            "enum",
            "pattern",
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
            "minimum",
            "maximum",
            "x-kubernetes-list-type");

    private final String kind;
    private final List<Constraint> constraints = new ArrayList<>();
    private final Set<String> paths = new LinkedHashSet<>();

    private CrdSchema(String kind) {
        this.kind = kind;
    }

    /** @throws IllegalStateException when the schema has a keyword that nobody thought of */
    static CrdSchema read(Path manifest) throws IOException {
        JsonNode crd = new YAMLMapper().readTree(manifest.toFile());
        CrdSchema schema = new CrdSchema(crd.at("/spec/names/kind").asText());
        schema.walk("", crd.at("/spec/versions/0/schema/openAPIV3Schema"));
        return schema;
    }

    String kind() {
        return kind;
    }

    List<Constraint> constraints() {
        return constraints;
    }

    /** Every path of the schema, see {@link Constraint#path}. */
    Set<String> paths() {
        return paths;
    }

    private void walk(String path, JsonNode schema) {
        paths.add(path);
        for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
            take(path, keyword.getKey(), keyword.getValue(), schema);
        }
        schema.path("properties").properties().forEach(p -> walk(member(path, p.getKey()), p.getValue()));
        if (schema.has("items")) {
            walk(path + "[]", schema.get("items"));
        }
        if (schema.has("additionalProperties")) {
            walk(path + "{}", schema.get("additionalProperties"));
        }
    }

    private void take(String path, String keyword, JsonNode value, JsonNode schema) {
        if (keyword.equals("required")) {
            value.forEach(name -> constraints.add(new Constraint(kind, path, keyword, name, schema)));
        } else if (keyword.equals("x-kubernetes-validations")) {
            value.forEach(rule -> constraints.add(new Constraint(kind, path, "rule", rule, schema)));
        } else if (KEYWORDS.contains(keyword)) {
            // That a resource is an object is no demand of ours; the API server cannot even read anything else.
            if (!path.isEmpty()) {
                constraints.add(new Constraint(kind, path, keyword, value, schema));
            }
        } else if (!NO_CONSTRAINT.contains(keyword)) {
            throw new IllegalStateException(
                    "Break " + keyword + " of " + path + " too, or say that it demands nothing");
        }
    }

    private static String member(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
