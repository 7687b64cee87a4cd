package io.eventtopology.operator.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.eventtopology.crds.ContractSerialization;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.operator.contract.ContractApi.Answer;
import io.eventtopology.tools.cluster.ControlPlane;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything that the contract forbids is refused by a real API server, with a message that names the field and says what
 * is allowed. The constraints are read from the committed CRDs, so a new one without an example fails here.
 *
 * <p>Seen to fail: without the files of the rule on scaling, that rule "has no example"; with a file for a rule that no CRD
 * has, that file is unused.
 */
class InvalidInputTest {
    private static final List<CrdSchema> SCHEMAS = new ArrayList<>();
    private static MaximalDocuments maximal;
    private static HandWrittenExamples examples;
    private static ControlPlane plane;
    private static ContractApi api;

    @BeforeAll
    static void start() throws IOException {
        for (var manifest : CrdSchema.MANIFESTS) {
            SCHEMAS.add(CrdSchema.read(manifest));
        }
        maximal = MaximalDocuments.read();
        examples = HandWrittenExamples.read();
        plane = ControlPlane.builder().crds(CrdSchema.MANIFESTS).start();
        api = new ContractApi(plane.client());
    }

    @AfterAll
    static void stop() {
        plane.close();
    }

    @Test
    void theMaximalDocumentsAreAccepted() {
        for (ObjectNode document : maximal.all()) {
            assertThat(api.create(document).message())
                    .as(document.at("/metadata/name").asText())
                    .isEmpty();
        }
    }

    @Test
    void theMaximalDocumentsUseEveryField() {
        List<String> unused = new ArrayList<>();
        for (CrdSchema schema : SCHEMAS) {
            for (String path : schema.paths()) {
                if (maximal.find(schema.kind(), path).isEmpty()) {
                    unused.add(schema.kind() + " " + path);
                }
            }
        }
        assertThat(unused).isEmpty();
    }

    @Test
    void everyConstraintHasAnExampleThatIsRefusedInWordsThatHelp() {
        Map<String, ObjectNode> stored = new HashMap<>();
        List<String> failures = new ArrayList<>();
        int refused = 0;
        for (CrdSchema schema : SCHEMAS) {
            for (Constraint constraint : schema.constraints()) {
                List<Breakage> breakages = breakages(constraint);
                if (breakages.isEmpty()) {
                    failures.add(constraint + "\n  has no example");
                }
                for (Breakage breakage : breakages) {
                    Answer answer =
                            constraint.onStatus() ? replaceStatus(breakage, stored) : api.create(breakage.document());
                    if (breakage.isIn(answer)) {
                        refused++;
                    } else {
                        failures.add(constraint + "\n  at " + breakage.field() + " should say " + breakage.allowed()
                                + "\n  but the answer is " + (answer.accepted() ? "yes" : answer.message()));
                    }
                }
            }
        }
        assertThat(failures).as("%s refused, %s not", refused, failures.size()).isEmpty();
        assertThat(refused).isGreaterThan(500);
    }

    @Test
    void everyHandWrittenExampleIsUsed() {
        Set<String> unused = new LinkedHashSet<>(examples.keys());
        for (CrdSchema schema : SCHEMAS) {
            for (Constraint constraint : schema.constraints()) {
                unused.remove(constraint.pattern());
                unused.remove(constraint.value().path("message").asText());
            }
        }
        assertThat(unused)
                .as("no CRD has this pattern, or a rule with this message")
                .isEmpty();
    }

    private static List<Breakage> breakages(Constraint constraint) {
        Optional<Place> valid = maximal.find(constraint.kind(), constraint.path());
        if (valid.isEmpty()) {
            return List.of();
        }
        if (constraint.keyword().equals("rule") || constraint.keyword().equals("pattern")) {
            return examples.of(constraint).stream()
                    .map(e -> Breakage.handWritten(constraint, valid.get(), e.patch()))
                    .toList();
        }
        return List.of(Breakage.mechanical(constraint, valid.get()));
    }

    /** Creating a resource drops its status, so the broken status is written to one that is stored. */
    private static Answer replaceStatus(Breakage breakage, Map<String, ObjectNode> stored) {
        ObjectNode document = breakage.document();
        String name = "stored-" + document.at("/metadata/name").asText();
        ObjectNode current = stored.computeIfAbsent(name, n -> {
            ObjectNode copy = document.deepCopy();
            ((ObjectNode) copy.path("metadata")).put("name", name);
            return api.store(copy);
        });
        document.set("metadata", current.get("metadata"));
        return api.replaceStatus(document);
    }

    /**
     * Fault 45: nothing that goes into a topic name, a route, a variable or a rule can carry another language. Guards: pattern
     * and rule of each field; without the patterns another fence spoke, without both they were accepted.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "event: 'todos.task.created; rm -rf /'",
                "event: todos.task.*",
                "event: ../../etc/passwd",
                "event: \"todos.task.created\\nkey: value\"",
                "route: /events?admin=true",
                "route: http://evil.example/collect",
                "route: \"/events\\r\\nHost: evil\"",
                "route: '/{{ .Secret }}'",
                "match: \"true\\n- path: /admin\"",
                "match: \"event.data.priority == 'h\\u0000'\"",
                "unmatchedRoute: /$(env)"
            })
    void injectionIntoASubscriptionIsRefused(String injection) throws IOException {
        ObjectNode document = maximal.find("EventService", "spec.subscribes[].unmatchedRoute")
                .orElseThrow()
                .copy()
                .document();
        JsonNode patch = new YAMLMapper().readTree(injection);
        ((ObjectNode) document.at("/spec/subscribes/0")).setAll((ObjectNode) patch);

        Answer answer = api.create(document);

        String member = patch.fieldNames().next();
        assertThat(answer.message()).contains("spec.subscribes[0]." + member).contains("should match");
    }

    /** Fault 45. Guards: pattern and rule of the name; without both each of them was accepted. */
    @ParameterizedTest
    @ValueSource(strings = {"A=B", "LD_PRELOAD ", "X\nY", "$(Z)", "1ST"})
    void injectionIntoTheNameOfAVariableIsRefused(String name) {
        ObjectNode document = maximal.find("EventService", "spec.env[].value")
                .orElseThrow()
                .copy()
                .document();
        ((ObjectNode) document.at("/spec/env/0")).put("name", name);

        assertThat(api.create(document).message()).contains("spec.env[0].name").contains("letters, digits and _");
    }

    /**
     * Fault 46: what weakens a pod's isolation has no field; strict clients hear so, for lenient ones it is dropped. Guard:
     * the structural schema of spec.pod; with one that preserves unknown fields each of them was accepted.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "hostNetwork: true",
                "hostPID: true",
                "serviceAccountName: cluster-admin",
                "securityContext: {privileged: true}",
                "volumes: [{name: root, hostPath: {path: /}}]",
                "containers: [{name: shell, image: evil, securityContext: {privileged: true}}]",
                "nodeName: control-plane"
            })
    void aPodThatBreaksOutIsRefusedOrPruned(String escape) throws IOException {
        Place pod = maximal.find("EventService", "spec.pod").orElseThrow().copy();
        JsonNode before = pod.node().deepCopy();
        JsonNode patch = new YAMLMapper().readTree(escape);
        ((ObjectNode) pod.node()).setAll((ObjectNode) patch);

        Answer strict = api.create(pod.document(), "Strict");
        Answer lenient = api.create(pod.document(), "Ignore");

        String member = patch.fieldNames().next();
        assertThat(strict.message()).contains("unknown field \"spec.pod." + member + "\"");
        assertThat(lenient.accepted()).isTrue();
        assertThat(lenient.stored().at("/spec/pod")).isEqualTo(before);
    }

    /**
     * Fault 46: what is no field of ours but weakens a pod as an annotation. Guard: the rule on annotations; without it this
     * one was accepted.
     */
    @Test
    void annotationsThatWeakenAPodAreRefused() {
        Place annotations = maximal.find("EventService", "spec.pod.annotations")
                .orElseThrow()
                .copy();
        ((ObjectNode) annotations.node()).put("container.apparmor.security.beta.kubernetes.io/app", "unconfined");

        assertThat(api.create(annotations.document()).message()).contains("AppArmor is not to be weakened");
    }

    /** Fault 47. Guard: maxLength of the description; without it the API server took the megabyte. */
    @Test
    void aResourceOfMoreThanAMegabyteIsRefusedForItsLongText() {
        Place description = maximal.find("EventTopology", "spec.events[].description")
                .orElseThrow()
                .copy();
        description.replace(TextNode.valueOf("x".repeat(1_400_000)));

        Answer answer = api.create(description.document());

        assertThat(answer.message())
                .contains("spec.events[0].description: Too long: may not be more than 1024 bytes")
                .hasSizeLessThan(2_000);
    }

    /**
     * Fault 47. Guard: maxItems of the events; with 20,000 the API server refused the CRD itself, because its rules could cost
     * too much.
     */
    @Test
    void tenThousandItemsAreRefused() {
        Place events =
                maximal.find("EventTopology", "spec.events").orElseThrow().copy();
        JsonNode event = events.node().get(0).deepCopy();
        ArrayNode many = ((ArrayNode) events.node()).removeAll();
        for (int i = 0; i < 10_000; i++) {
            many.add(((ObjectNode) event.deepCopy())
                    .put("type", "todos.task.created" + i)
                    .retain("type"));
        }

        assertThat(api.create(events.document()).message())
                .contains("spec.events: Too many: 10000: must have at most 256 items")
                .hasSizeLessThan(2_000);
    }

    /**
     * Fault 47: the API server stores a free-form schema of any depth. Jackson's own limit makes the list of all topologies
     * unreadable, as the client without {@link ContractSerialization} shows here; with it only the event is.
     */
    @Test
    void aSchemaOfThousandsOfLevelsDoesNotHideTheOtherTopologies(@TempDir Path folder) throws IOException {
        int levels = 4_000;
        Path file = Files.writeString(
                folder.resolve("deep.json"), """
                {"apiVersion": "eventtopology.io/v1beta1", "kind": "EventTopology",
                 "metadata": {"name": "deep", "namespace": "kube-public"},
                 "spec": {"broker": {"inMemory": {}},
                  "events": [{"type": "todos.task.created", "schema": {"inline": %s}}]}}""".formatted("{\"a\":".repeat(levels) + "{}" + "}".repeat(levels)));
        assertThat(plane.kubectl("create", "-f", file.toString()).stdout()).contains("deep created");

        try (KubernetesClient own = new KubernetesClientBuilder()
                .withConfig(plane.config())
                .withKubernetesSerialization(ContractSerialization.create())
                .build()) {
            assertThatThrownBy(() -> plane.client()
                            .resources(EventTopology.class)
                            .inNamespace("kube-public")
                            .list())
                    .hasStackTraceContaining("nesting depth");
            assertThat(own.resources(EventTopology.class)
                            .inNamespace("kube-public")
                            .list()
                            .getItems())
                    .singleElement()
                    .satisfies(topology -> assertThat(topology.getSpec().problems())
                            .containsExactly("spec.events[0].schema cannot be read: inline has more than 64 levels"));
        } finally {
            plane.kubectl("delete", "topo", "deep", "-n", "kube-public");
        }
    }
}
