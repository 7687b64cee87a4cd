package io.eventtopology.operator.plans;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.eventtopology.planner.naming.Labels;
import io.eventtopology.tools.cluster.ControlPlane;
import io.eventtopology.tools.crd.ThirdPartyCrds;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every object of the golden plans on a real API server with the real CRDs of Strimzi, Dapr and KEDA: accepted under strict
 * validation, and normal, so that applying it again writes nothing.
 */
class AcceptedObjectsTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @Test
    void a_real_api_server_accepts_every_object_and_a_second_apply_changes_none() throws IOException {
        try (ControlPlane plane =
                ControlPlane.builder().directory(directory).crds(crds()).start()) {
            KubernetesClient client = plane.client();
            Set<String> namespaces = new HashSet<>();
            List<GenericKubernetesResource> objects = objects();
            assertThat(objects).hasSizeGreaterThan(100);
            for (GenericKubernetesResource object : objects) {
                if (namespaces.add(object.getMetadata().getNamespace())) {
                    client.resource(new NamespaceBuilder()
                                    .withNewMetadata()
                                    .withName(object.getMetadata().getNamespace())
                                    .endMetadata()
                                    .build())
                            .create();
                }
                GenericKubernetesResource first = apply(client, object);
                if (object.getKind().equals("EventService")) {
                    // What is created has no status; the next write stores the one of the schema, which says that
                    // nobody has seen it.
                    GenericKubernetesResource withStatus = apply(client, object);
                    assertThat(withStatus.<Object>get("spec")).isEqualTo(first.get("spec"));
                    assertThat(withStatus.<Object>get("status")).isEqualTo(Map.of("observedGeneration", -1));
                    first = withStatus;
                }
                GenericKubernetesResource second = apply(client, object);
                assertThat(second.getMetadata().getResourceVersion())
                        .as(
                                "second apply of %s %s",
                                object.getKind(), object.getMetadata().getName())
                        .isEqualTo(first.getMetadata().getResourceVersion());
            }
        }
    }

    private static GenericKubernetesResource apply(KubernetesClient client, GenericKubernetesResource object) {
        return client.resource(object)
                .fieldValidation(Validation.STRICT)
                .fieldManager(Labels.OPERATOR)
                .forceConflicts()
                .serverSideApply();
    }

    private static List<Path> crds() throws IOException {
        List<Path> crds = new ArrayList<>(ThirdPartyCrds.ofThisMachine().all());
        try (Stream<Path> ours = Files.list(Path.of("../crds/manifests"))) {
            ours.filter(file -> file.toString().endsWith(".yaml")).sorted().forEach(crds::add);
        }
        return crds;
    }

    private static List<GenericKubernetesResource> objects() throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(Path.of("../planner/src/test/resources/golden"))) {
            files = walk.filter(file -> file.getFileName().toString().startsWith("out-"))
                    .sorted()
                    .toList();
        }
        List<GenericKubernetesResource> objects = new ArrayList<>();
        for (Path file : files) {
            try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
                for (JsonNode document : documents.readAll()) {
                    if (document.has("kind")) {
                        objects.add(JSON.convertValue(document, GenericKubernetesResource.class));
                    }
                }
            }
        }
        return objects;
    }
}
