package io.eventtopology.crds.compatibility;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares a CRD with the one that was released. What was valid under the released CRD must stay valid, and what a client
 * finds in a resource must stay where it is; each violation is one sentence.
 *
 * <p>A change of a pattern counts as narrower, because a program cannot tell. A new rule is allowed only with a note that
 * says why stored resources survive it (Kubernetes lets an unchanged value pass a rule that it breaks, from 1.30 on).
 */
public final class CrdCompatibility {
    private static final List<String> UPPER_LIMITS = List.of("maxLength", "maxItems", "maxProperties", "maximum");
    private static final List<String> LOWER_LIMITS = List.of("minLength", "minItems", "minProperties", "minimum");
    private static final List<String> SAME =
            List.of("type", "x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-int-or-string");

    private final Set<String> notedRules;
    private final List<String> violations = new ArrayList<>();

    private CrdCompatibility(Set<String> notedRules) {
        this.notedRules = notedRules;
    }

    /**
     * One sentence for each violation; empty when there is none.
     *
     * @param released the CRD of the last release
     * @param current the CRD as it is now
     * @param notedRules texts of new rules that have a note
     */
    public static List<String> violations(JsonNode released, JsonNode current, Set<String> notedRules) {
        CrdCompatibility comparison = new CrdCompatibility(notedRules);
        comparison.names(released.path("spec"), current.path("spec"));
        comparison.versions(released.path("spec"), current.path("spec"));
        return comparison.violations;
    }

    private void names(JsonNode released, JsonNode current) {
        for (String field : List.of("/group", "/scope", "/names/kind", "/names/plural", "/names/singular")) {
            if (!released.at(field).equals(current.at(field))) {
                violations.add("%s changed from %s to %s: existing resources and manifests would not be found"
                        .formatted(field.substring(1).replace('/', '.'), released.at(field), current.at(field)));
            }
        }
        for (String field : List.of("/names/shortNames", "/names/categories")) {
            gone(released.at(field), current.at(field))
                    .forEach(name -> violations.add("%s lost %s: commands that use it would fail"
                            .formatted(field.substring(1).replace('/', '.'), name)));
        }
    }

    private void versions(JsonNode released, JsonNode current) {
        for (JsonNode version : released.path("versions")) {
            String name = version.path("name").asText();
            JsonNode now = version(current, name);
            if (now == null) {
                violations.add("version %s was removed: serve it until nobody uses or stores it".formatted(name));
                continue;
            }
            if (version.path("served").asBoolean() && !now.path("served").asBoolean()) {
                violations.add("version %s is no longer served: clients that use it would fail".formatted(name));
            }
            for (String subresource : List.of("status", "scale")) {
                if (version.path("subresources").has(subresource)
                        && !now.path("subresources").has(subresource)) {
                    violations.add("version %s lost the subresource %s".formatted(name, subresource));
                }
            }
            gone(version.path("selectableFields"), now.path("selectableFields"))
                    .forEach(field -> violations.add(
                            "version %s lost the selectable field %s: selectors would fail".formatted(name, field)));
            schema(name, version.at("/schema/openAPIV3Schema"), now.at("/schema/openAPIV3Schema"));
        }
    }

    private void schema(String path, JsonNode released, JsonNode current) {
        for (String keyword : SAME) {
            if (!released.path(keyword).equals(current.path(keyword))) {
                add(path, "changed its %s from %s to %s", keyword, shown(released, keyword), shown(current, keyword));
            }
        }
        required(path, released, current);
        limits(path, released, current);
        choices(path, released, current);
        rules(path, released, current);
        children(path, released, current);
    }

    private void required(String path, JsonNode released, JsonNode current) {
        gone(current.path("required"), released.path("required"))
                .forEach(name -> add(path, "now requires %s: resources without it would be refused", name));
    }

    private void limits(String path, JsonNode released, JsonNode current) {
        for (String limit : UPPER_LIMITS) {
            if (current.has(limit)
                    && (!released.has(limit)
                            || current.get(limit).asDouble()
                                    < released.get(limit).asDouble())) {
                narrowed(path, limit, released, current);
            }
        }
        for (String limit : LOWER_LIMITS) {
            if (current.has(limit)
                    && (!released.has(limit)
                            || current.get(limit).asDouble()
                                    > released.get(limit).asDouble())) {
                narrowed(path, limit, released, current);
            }
        }
        for (String exact : List.of("pattern", "format")) {
            if (current.has(exact) && !current.get(exact).equals(released.get(exact))) {
                narrowed(path, exact, released, current);
            }
        }
        // Nobody but the operator writes a status, so nobody else leaves it out.
        if (!path.matches("[^.]+\\.status") && !released.path("default").equals(current.path("default"))) {
            add(
                    path,
                    "changed its default from %s to %s: it would mean something else to who left it out",
                    shown(released, "default"),
                    shown(current, "default"));
        }
        if (released.path("nullable").asBoolean() && !current.path("nullable").asBoolean()) {
            add(path, "no longer allows null");
        }
    }

    private void narrowed(String path, String keyword, JsonNode released, JsonNode current) {
        add(
                path,
                "narrowed its %s from %s to %s: resources that were valid would be refused",
                keyword,
                shown(released, keyword),
                shown(current, keyword));
    }

    private void choices(String path, JsonNode released, JsonNode current) {
        if (current.has("enum") && !released.has("enum")) {
            add(path, "now allows only %s", current.get("enum"));
            return;
        }
        if (current.has("enum")) {
            gone(released.path("enum"), current.path("enum"))
                    .forEach(choice -> add(path, "no longer allows %s", choice));
        }
    }

    private void rules(String path, JsonNode released, JsonNode current) {
        Set<String> known = new LinkedHashSet<>();
        released.path("x-kubernetes-validations")
                .forEach(r -> known.add(r.path("rule").asText()));
        for (JsonNode rule : current.path("x-kubernetes-validations")) {
            String text = rule.path("rule").asText();
            if (!known.contains(text) && !notedRules.contains(text)) {
                add(path, "has a new rule without a note why stored resources survive it: %s", text);
            }
        }
    }

    private void children(String path, JsonNode released, JsonNode current) {
        for (Map.Entry<String, JsonNode> property : released.path("properties").properties()) {
            String name = property.getKey();
            JsonNode now = current.path("properties").path(name);
            if (now.isMissingNode()) {
                add(path + "." + name, "was removed: the API server would drop what is stored there");
            } else {
                schema(path + "." + name, property.getValue(), now);
            }
        }
        for (Map.Entry<String, String> nested :
                Map.of("items", "[]", "additionalProperties", "{}").entrySet()) {
            JsonNode before = released.path(nested.getKey());
            JsonNode now = current.path(nested.getKey());
            if (before.isObject() && now.isObject()) {
                schema(path + nested.getValue(), before, now);
            } else if (before.isObject()) {
                add(path + nested.getValue(), "was removed: the API server would drop what is stored there");
            }
        }
        String unknown = "x-kubernetes-preserve-unknown-fields";
        if (released.path(unknown).asBoolean() && !current.path(unknown).asBoolean()) {
            add(path, "no longer keeps unknown fields: the API server would drop what is stored there");
        }
    }

    private void add(String path, String sentence, Object... values) {
        violations.add(path + " " + sentence.formatted(values));
    }

    private static String shown(JsonNode schema, String keyword) {
        return schema.has(keyword) ? schema.get(keyword).toString() : "nothing";
    }

    private static JsonNode version(JsonNode spec, String name) {
        for (JsonNode version : spec.path("versions")) {
            if (version.path("name").asText().equals(name)) {
                return version;
            }
        }
        return null;
    }

    /** The items of one list that another does not have. */
    private static List<JsonNode> gone(JsonNode before, JsonNode now) {
        List<JsonNode> missing = new ArrayList<>();
        before.forEach(missing::add);
        now.forEach(missing::remove);
        return missing;
    }
}
