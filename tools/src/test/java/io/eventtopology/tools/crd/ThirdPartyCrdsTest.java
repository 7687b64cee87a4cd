package io.eventtopology.tools.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.eventtopology.tools.cluster.ControlPlane;
import io.eventtopology.tools.crd.DaprComponentMetadata.PubSub;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ThirdPartyCrdsTest {
    @Test
    void the_api_server_accepts_and_serves_every_crd(@TempDir Path directory) {
        List<Path> files = ThirdPartyCrds.ofThisMachine().all();
        try (ControlPlane plane =
                ControlPlane.builder().directory(directory).crds(files).start()) {
            List<CustomResourceDefinition> crds = plane.client()
                    .apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .list()
                    .getItems();

            assertThat(crds)
                    .extracting(crd -> crd.getMetadata().getName())
                    .containsExactlyInAnyOrder(
                            "kafkatopics.kafka.strimzi.io",
                            "kafkausers.kafka.strimzi.io",
                            "kafkas.kafka.strimzi.io",
                            "components.dapr.io",
                            "configurations.dapr.io",
                            "resiliencies.dapr.io",
                            "subscriptions.dapr.io",
                            "scaledobjects.keda.sh",
                            "triggerauthentications.keda.sh");
            assertThat(crds)
                    .allSatisfy(crd -> assertThat(crd.getStatus().getConditions())
                            .anySatisfy(condition -> {
                                assertThat(condition.getType()).isEqualTo("Established");
                                assertThat(condition.getStatus()).isEqualTo("True");
                            }));
            // Structural schemas only: with any violation the API server would serve without validation.
            assertThat(crds)
                    .allSatisfy(crd -> assertThat(crd.getStatus().getConditions())
                            .noneMatch(condition -> condition.getType().equals("NonStructuralSchema")
                                    && condition.getStatus().equals("True")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_component_describes_itself(PubSub component) throws IOException {
        JsonNode metadata = new YAMLMapper()
                .readTree(DaprComponentMetadata.ofThisMachine().of(component).toFile());

        assertThat("pubsub." + metadata.path("name").asText()).isEqualTo(component.type());
        assertThat(metadata.path("schemaVersion").asText()).isEqualTo("v1");
    }
}
