package io.eventtopology.crds.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract stays compatible with its last release, {@code crds/baseline}; see docs/contract.md. */
class CrdCompatibilityTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Path BASELINE = Path.of("baseline");
    private static final Path MANIFESTS = Path.of("manifests");
    private static final String SCHEMA = "/spec/versions/0/schema/openAPIV3Schema";
    private static final String SPEC = SCHEMA + "/properties/spec";

    @Test
    void theManifestsAreCompatibleWithTheBaseline() throws IOException {
        Set<String> noted = notedRules();
        List<String> violations = new ArrayList<>();
        try (var files = Files.list(BASELINE)) {
            for (Path file :
                    files.filter(f -> f.toString().contains("eventtopology.io")).toList()) {
                Path current = MANIFESTS.resolve(file.getFileName());
                if (Files.exists(current)) {
                    violations.addAll(CrdCompatibility.violations(read(file), read(current), noted));
                } else {
                    violations.add("the CRD " + file.getFileName() + " was removed");
                }
            }
        }
        assertThat(violations)
                .as("docs/contract.md says how to evolve the contract")
                .isEmpty();
    }

    @Test
    void theBaselineHasEveryCrd() throws IOException {
        try (var files = Files.list(MANIFESTS)) {
            assertThat(files.map(f -> BASELINE.resolve(f.getFileName())))
                    .allSatisfy(f -> assertThat(f).exists());
        }
    }

    /** A note for a rule that is in the baseline, or that is gone, says nothing any more. */
    @Test
    void everyNoteIsAboutANewRule() throws IOException {
        Set<String> fresh = new LinkedHashSet<>();
        try (var files = Files.list(MANIFESTS)) {
            for (Path file : files.toList()) {
                fresh.addAll(read(file).findValuesAsText("rule"));
                fresh.removeAll(read(BASELINE.resolve(file.getFileName())).findValuesAsText("rule"));
            }
        }
        assertThat(fresh).containsAll(notedRules());
    }

    @Test
    void aCrdIsCompatibleWithItself() {
        assertThat(CrdCompatibility.violations(crd(), crd(), Set.of())).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void whatWidensIsAllowed(String what, Consumer<ObjectNode> change) {
        ObjectNode current = crd();
        change.accept(current);
        assertThat(current).isNotEqualTo(crd());

        assertThat(CrdCompatibility.violations(crd(), current, Set.of())).isEmpty();
    }

    static Stream<Arguments> whatWidensIsAllowed() {
        return Stream.of(
                change(
                        "a new optional field with limits and a rule",
                        c -> properties(c)
                                .putObject("size")
                                .put("type", "string")
                                .put("maxLength", 3)
                                .put("pattern", "x")
                                .putArray("x-kubernetes-validations")
                                .addObject()
                                .put("rule", "self != 'y'")),
                change("a higher maximum", c -> field(c, "count").put("maximum", 20)),
                change("a lower minimum", c -> field(c, "count").put("minimum", 0)),
                change("no maximum", c -> field(c, "count").remove("maximum")),
                change("no pattern", c -> field(c, "name").remove("pattern")),
                change("one choice more", c -> ((ArrayNode) field(c, "mode").get("enum")).add("C")),
                change("no choices any more", c -> field(c, "mode").remove("enum")),
                change("no longer required", c -> ((ObjectNode) c.at(SPEC)).remove("required")),
                change("a rule less", c -> ((ObjectNode) c.at(SPEC)).remove("x-kubernetes-validations")),
                change(
                        "another message of a rule",
                        c -> ((ObjectNode) c.at(SPEC + "/x-kubernetes-validations/0"))
                                .put("message", "in other words")),
                change("another description", c -> field(c, "name").put("description", "In other words.")),
                change("a short name more", c -> ((ArrayNode) c.at("/spec/names/shortNames")).add("th")),
                change(
                        "a version more",
                        c -> ((ArrayNode) c.at("/spec/versions"))
                                .addObject()
                                .put("name", "v1")
                                .put("served", true)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void whatBreaksIsNamed(String sentence, Consumer<ObjectNode> change) {
        ObjectNode current = crd();
        change.accept(current);

        assertThat(CrdCompatibility.violations(crd(), current, Set.of())).containsExactly(sentence);
    }

    static Stream<Arguments> whatBreaksIsNamed() {
        return Stream.of(
                change(
                        "group changed from \"example.com\" to \"example.org\": existing resources and manifests would not be found",
                        c -> ((ObjectNode) c.get("spec")).put("group", "example.org")),
                change(
                        "scope changed from \"Namespaced\" to \"Cluster\": existing resources and manifests would not be found",
                        c -> ((ObjectNode) c.get("spec")).put("scope", "Cluster")),
                change(
                        "names.kind changed from \"Thing\" to \"Object\": existing resources and manifests would not be found",
                        c -> ((ObjectNode) c.at("/spec/names")).put("kind", "Object")),
                change(
                        "names.plural changed from \"things\" to \"objects\": existing resources and manifests would not be found",
                        c -> ((ObjectNode) c.at("/spec/names")).put("plural", "objects")),
                change(
                        "names.singular changed from \"thing\" to \"object\": existing resources and manifests would not be found",
                        c -> ((ObjectNode) c.at("/spec/names")).put("singular", "object")),
                change(
                        "names.shortNames lost \"tg\": commands that use it would fail",
                        c -> ((ArrayNode) c.at("/spec/names/shortNames")).removeAll()),
                change(
                        "names.categories lost \"all\": commands that use it would fail",
                        c -> ((ArrayNode) c.at("/spec/names/categories")).removeAll()),
                change(
                        "version v1beta1 was removed: serve it until nobody uses or stores it",
                        c -> ((ObjectNode) c.at("/spec/versions/0")).put("name", "v1")),
                change(
                        "version v1beta1 is no longer served: clients that use it would fail",
                        c -> ((ObjectNode) c.at("/spec/versions/0")).put("served", false)),
                change(
                        "version v1beta1 lost the subresource status",
                        c -> ((ObjectNode) c.at("/spec/versions/0")).remove("subresources")),
                change(
                        "version v1beta1 lost the selectable field {\"jsonPath\":\".spec.name\"}: selectors would fail",
                        c -> ((ObjectNode) c.at("/spec/versions/0")).remove("selectableFields")),
                change(
                        "v1beta1.spec.name was removed: the API server would drop what is stored there",
                        c -> properties(c).remove("name")),
                change(
                        "v1beta1.spec.count changed its type from \"integer\" to \"string\"",
                        c -> field(c, "count").put("type", "string")),
                change(
                        "v1beta1.spec.list changed its x-kubernetes-list-type from \"map\" to \"atomic\"",
                        c -> field(c, "list").put("x-kubernetes-list-type", "atomic")),
                change(
                        "v1beta1.spec.list changed its x-kubernetes-list-map-keys from [\"id\"] to [\"key\"]",
                        c -> ((ArrayNode) field(c, "list").get("x-kubernetes-list-map-keys")).set(0, "key")),
                change(
                        "v1beta1.spec now requires \"mode\": resources without it would be refused",
                        c -> ((ArrayNode) c.at(SPEC + "/required")).add("mode")),
                change("v1beta1.spec now requires \"fresh\": resources without it would be refused", c -> {
                    properties(c).putObject("fresh").put("type", "string");
                    ((ArrayNode) c.at(SPEC + "/required")).add("fresh");
                }),
                change(
                        "v1beta1.spec.name narrowed its maxLength from 10 to 9: resources that were valid would be refused",
                        c -> field(c, "name").put("maxLength", 9)),
                change(
                        "v1beta1.spec.name narrowed its minLength from nothing to 1: resources that were valid would be refused",
                        c -> field(c, "name").put("minLength", 1)),
                change(
                        "v1beta1.spec.name narrowed its pattern from \"^a*$\" to \"^a+$\": resources that were valid would be refused",
                        c -> field(c, "name").put("pattern", "^a+$")),
                change(
                        "v1beta1.spec.name narrowed its format from nothing to \"date\": resources that were valid would be refused",
                        c -> field(c, "name").put("format", "date")),
                change(
                        "v1beta1.spec.name changed its default from nothing to \"a\": it would mean something else to who left it out",
                        c -> field(c, "name").put("default", "a")),
                change(
                        "v1beta1.spec.name no longer allows null",
                        c -> field(c, "name").remove("nullable")),
                change(
                        "v1beta1.spec.name now allows only [\"a\"]",
                        c -> field(c, "name").putArray("enum").add("a")),
                change(
                        "v1beta1.spec.count narrowed its maximum from 10 to 9: resources that were valid would be refused",
                        c -> field(c, "count").put("maximum", 9)),
                change(
                        "v1beta1.spec.count narrowed its minimum from 1 to 2: resources that were valid would be refused",
                        c -> field(c, "count").put("minimum", 2)),
                change(
                        "v1beta1.spec.mode no longer allows \"B\"",
                        c -> ((ArrayNode) field(c, "mode").get("enum")).remove(1)),
                change(
                        "v1beta1.spec.list narrowed its maxItems from 5 to 4: resources that were valid would be refused",
                        c -> field(c, "list").put("maxItems", 4)),
                change(
                        "v1beta1.spec.list narrowed its minItems from nothing to 1: resources that were valid would be refused",
                        c -> field(c, "list").put("minItems", 1)),
                change(
                        "v1beta1.spec.list[].id narrowed its maxLength from 4 to 3: resources that were valid would be refused",
                        c -> ((ObjectNode) field(c, "list").at("/items/properties/id")).put("maxLength", 3)),
                change(
                        "v1beta1.spec.labels narrowed its maxProperties from 3 to 2: resources that were valid would be refused",
                        c -> field(c, "labels").put("maxProperties", 2)),
                change(
                        "v1beta1.spec.labels{} narrowed its maxLength from 4 to 3: resources that were valid would be refused",
                        c -> ((ObjectNode) field(c, "labels").get("additionalProperties")).put("maxLength", 3)),
                change(
                        "v1beta1.spec.labels{} was removed: the API server would drop what is stored there",
                        c -> field(c, "labels").remove("additionalProperties")),
                change(
                        "v1beta1.spec.free no longer keeps unknown fields: the API server would drop what is stored there",
                        c -> field(c, "free").remove("x-kubernetes-preserve-unknown-fields")),
                change(
                        "v1beta1.spec has a new rule without a note why stored resources survive it: self.count > 3",
                        c -> ((ArrayNode) c.at(SPEC + "/x-kubernetes-validations"))
                                .addObject()
                                .put("rule", "self.count > 3")
                                .put("message", "count must be above 3")));
    }

    @Test
    void aNewRuleWithANoteIsAllowed() {
        ObjectNode current = crd();
        ((ArrayNode) current.at(SPEC + "/x-kubernetes-validations")).addObject().put("rule", "self.count > 3");

        assertThat(CrdCompatibility.violations(crd(), current, Set.of("self.count > 3")))
                .isEmpty();
    }

    private static Arguments change(String what, Consumer<ObjectNode> change) {
        return Arguments.of(what, change);
    }

    private static ObjectNode properties(ObjectNode crd) {
        return (ObjectNode) crd.at(SPEC + "/properties");
    }

    private static ObjectNode field(ObjectNode crd, String name) {
        return (ObjectNode) properties(crd).get(name);
    }

    private static Set<String> notedRules() throws IOException {
        Set<String> rules = new LinkedHashSet<>();
        for (JsonNode note : read(BASELINE.resolve("new-rules.yaml"))) {
            assertThat(note.path("why").asText())
                    .as("why stored resources survive %s", note)
                    .isNotBlank();
            rules.add(note.path("rule").asText());
        }
        return rules;
    }

    private static JsonNode read(Path file) throws IOException {
        return YAML.readTree(file.toFile());
    }

    private static ObjectNode crd() {
        try {
            return (ObjectNode) YAML.readTree("""
                    spec:
                      group: example.com
                      scope: Namespaced
                      names: {kind: Thing, plural: things, singular: thing, shortNames: [tg], categories: [all]}
                      versions:
                        - name: v1beta1
                          served: true
                          storage: true
                          subresources: {status: {}}
                          selectableFields: [{jsonPath: .spec.name}]
                          schema:
                            openAPIV3Schema:
                              type: object
                              properties:
                                spec:
                                  type: object
                                  required: [name]
                                  x-kubernetes-validations:
                                    - {rule: self.count > 2, message: count must be above 2}
                                  properties:
                                    name: {type: string, maxLength: 10, pattern: ^a*$, nullable: true}
                                    count: {type: integer, minimum: 1, maximum: 10}
                                    mode: {type: string, enum: [A, B]}
                                    free: {type: object, x-kubernetes-preserve-unknown-fields: true}
                                    labels: {type: object, maxProperties: 3, additionalProperties: {type: string, maxLength: 4}}
                                    list:
                                      type: array
                                      maxItems: 5
                                      x-kubernetes-list-type: map
                                      x-kubernetes-list-map-keys: [id]
                                      items:
                                        type: object
                                        required: [id]
                                        properties:
                                          id: {type: string, maxLength: 4}
                                          key: {type: string}
                    """);
        } catch (IOException e) {
            throw new IllegalStateException("The example is no YAML", e);
        }
    }
}
