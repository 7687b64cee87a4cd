package io.eventtopology.crds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What each field of the contract owes its reader and the API server: a description and limits, and no defaults. */
class ContractQualityTest {
    private static final List<JsonNode> CRDS = new ArrayList<>();

    @BeforeAll
    static void generate() throws IOException {
        YAMLMapper yaml = new YAMLMapper();
        for (String manifest : CrdManifests.generate().values()) {
            CRDS.add(yaml.readTree(manifest));
        }
        assertThat(CRDS).hasSize(2);
    }

    @Test
    void everyFieldHasADescription() {
        assertThat(violations((schema, path) ->
                        isField(path) && schema.path("description").asText().isBlank() ? "has no description" : null))
                .isEmpty();
    }

    @Test
    void descriptionsAreSentences() {
        assertThat(violations((schema, path) -> {
                    String text = schema.path("description").asText("X.");
                    return Character.isUpperCase(text.charAt(0)) && text.endsWith(".")
                            ? null
                            : "is no sentence: " + text;
                }))
                .isEmpty();
    }

    @Test
    void everyStringIsBounded() {
        assertThat(violations(
                        (schema, path) -> isType(schema, "string") && !schema.has("maxLength") && !schema.has("enum")
                                ? "has no maxLength and no enum"
                                : null))
                .isEmpty();
    }

    @Test
    void everyListIsBounded() {
        assertThat(violations((schema, path) ->
                        isType(schema, "array") && !schema.has("maxItems") ? "has no maxItems" : null))
                .isEmpty();
    }

    @Test
    void everyMapIsBounded() {
        assertThat(violations((schema, path) -> schema.has("additionalProperties") && !schema.has("maxProperties")
                        ? "has no maxProperties"
                        : null))
                .isEmpty();
    }

    /** A schema cannot limit the keys of a map, only a rule can. */
    @Test
    void theKeysOfEveryMapAreBounded() {
        assertThat(violations((schema, path) -> schema.has("additionalProperties")
                                && schema.path("x-kubernetes-validations").findValuesAsText("rule").stream()
                                        .noneMatch(r -> r.startsWith("self.all(k,"))
                        ? "has no rule on its keys"
                        : null))
                .isEmpty();
    }

    @Test
    void everyIntegerIsBoundedOnBothSides() {
        assertThat(violations(
                        (schema, path) -> isType(schema, "integer") && !(schema.has("minimum") && schema.has("maximum"))
                                ? "has no minimum or no maximum"
                                : null))
                .isEmpty();
    }

    /** A rule cannot see a field without a type; the API server refuses such a CRD. */
    @Test
    void everyNodeHasAType() {
        assertThat(violations((schema, path) -> schema.has("type") ? null : "has no type"))
                .isEmpty();
    }

    /**
     * Defaults written by the API server would show as drift in GitOps tools; the planner fills them in. The status is not in Git;
     * its default says that no operator has seen the resource yet.
     */
    @Test
    void nothingButTheStatusHasADefault() {
        assertThat(violations(
                        (schema, path) -> schema.has("default") ? "has the default " + schema.get("default") : null))
                .containsExactlyInAnyOrder(
                        "EventService.status has the default {\"observedGeneration\":-1}",
                        "EventTopology.status has the default {\"observedGeneration\":-1}");
    }

    @Test
    void everyRuleSaysWhatIsAllowedAndIsThereOnce() {
        assertThat(violations((schema, path) -> {
                    Set<String> rules = new HashSet<>();
                    for (JsonNode rule : schema.path("x-kubernetes-validations")) {
                        if (rule.path("message").asText().length() < 15) {
                            return "has a rule without words: " + rule;
                        }
                        if (!rules.add(rule.path("rule").asText())) {
                            return "has a rule twice: " + rule;
                        }
                    }
                    return null;
                }))
                .isEmpty();
    }

    /** The number in a message is the number in the rule beside it. */
    @Test
    void theNameRulesSayTheirLimit() {
        for (JsonNode crd : CRDS) {
            JsonNode rule = crd.at("/spec/versions/0/schema/openAPIV3Schema/x-kubernetes-validations/0");
            String limit = rule.path("rule").asText().replaceAll(".*size\\(\\) <= (\\d+) .*", "$1");
            assertThat(rule.path("message").asText()).contains("at most " + limit + " ");
        }
    }

    private interface Check {
        /** What is wrong with a schema node, or null. */
        String wrong(JsonNode schema, String path);
    }

    private static List<String> violations(Check check) {
        List<String> found = new ArrayList<>();
        for (JsonNode crd : CRDS) {
            walk(
                    crd.at("/spec/versions/0/schema/openAPIV3Schema"),
                    crd.at("/spec/names/kind").asText(),
                    check,
                    found);
        }
        return found;
    }

    private static void walk(JsonNode schema, String path, Check check, List<String> found) {
        String wrong = check.wrong(schema, path);
        if (wrong != null) {
            found.add(path + " " + wrong);
        }
        schema.path("properties").properties().forEach(p -> walk(p.getValue(), path + "." + p.getKey(), check, found));
        if (schema.has("items")) {
            walk(schema.get("items"), path + "[]", check, found);
        }
        if (schema.has("additionalProperties")) {
            walk(schema.get("additionalProperties"), path + "{}", check, found);
        }
    }

    /** Items of lists and values of maps are described by their list or map. */
    private static boolean isField(String path) {
        return !path.endsWith("[]") && !path.endsWith("{}");
    }

    private static boolean isType(JsonNode schema, String type) {
        return schema.path("type").asText().equals(type);
    }
}
