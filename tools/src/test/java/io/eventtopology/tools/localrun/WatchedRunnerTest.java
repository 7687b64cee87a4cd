package io.eventtopology.tools.localrun;

import static io.eventtopology.tools.localrun.RunnerObjects.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.tools.cluster.ControlPlane;
import io.eventtopology.tools.crd.ThirdPartyCrds;
import io.eventtopology.tools.program.Program;
import io.eventtopology.tools.program.ProgramLadder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class WatchedRunnerTest {
    private static final Duration START = Duration.ofSeconds(60);

    @Test
    void follows_an_api_server_and_reports_to_it(@TempDir Path folder) throws Exception {
        try (ControlPlane plane = ControlPlane.builder().start()) {
            KubernetesClient client = plane.client();
            try (LocalRunner runner = LocalRunner.start(RunnerSettings.of(
                            new WatchedObjects(client),
                            RunnerObjects.TINY_APP,
                            ProgramLadder.ofThisMachine().find(Program.DAPRD),
                            folder)
                    .withLongestGrace(Duration.ofSeconds(5)))) {
                // Its CRDs come later than the runner, as they may in a cluster.
                ThirdPartyCrds.ofThisMachine().dapr().forEach(file -> install(client, file));
                client.resource(new NamespaceBuilder()
                                .withNewMetadata()
                                .withName(NAMESPACE)
                                .endMetadata()
                                .build())
                        .create();
                shelf("red").forEach(object -> client.resource(object).create());

                await().atMost(START).until(() -> available(client, 1));
                URI address = runner.address(NAMESPACE, "shelf").orElseThrow();
                assertThat(folder.resolve("endpoints")).hasContent("shop/shelf " + address);
                assertThat(get(address, "/env/COLOUR")).isEqualTo("red");
                assertThat(get(address, "/env/TOKEN")).isEqualTo("s3cret");
                String version = deployment(client).getMetadata().getResourceVersion();
                Thread.sleep(1000);
                assertThat(deployment(client).getMetadata().getResourceVersion())
                        .isEqualTo(version);

                client.resource(shelf("green").getLast()).forceConflicts().serverSideApply();
                await().atMost(START).until(() -> available(client, 2) && runner.isSettled());
                assertThat(runner.address(NAMESPACE, "shelf")).contains(address);
                assertThat(get(address, "/env/COLOUR")).isEqualTo("green");

                client.resource(deployment(client)).delete();
                await().atMost(START).until(() -> runner.pods().isEmpty());
            }
        }
    }

    private static List<HasMetadata> shelf(String colour) {
        Deployment deployment = RunnerObjects.deployment(
                "shelf",
                RunnerObjects.variable("COLOUR", colour),
                RunnerObjects.fromSecret("TOKEN", "shelf-secret", "token"));
        return List.of(
                RunnerObjects.secret("shelf-secret", Map.of("token", "s3cret")),
                RunnerObjects.configuration("shelf"),
                RunnerObjects.inMemory("memory", "shelf"),
                RunnerObjects.service("shelf"),
                new DeploymentBuilder(deployment).build());
    }

    private static void install(KubernetesClient client, Path file) {
        client.resource(Serialization.unmarshal(read(file), CustomResourceDefinition.class))
                .create();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean available(KubernetesClient client, long generation) {
        var status = deployment(client).getStatus();
        return status != null
                && status.getObservedGeneration() != null
                && status.getObservedGeneration() == generation
                && Integer.valueOf(1).equals(status.getAvailableReplicas())
                && Integer.valueOf(1).equals(status.getUpdatedReplicas())
                && Integer.valueOf(1).equals(status.getReplicas());
    }

    private static Deployment deployment(KubernetesClient client) {
        return client.apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName("shelf")
                .get();
    }

    private static String get(URI address, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address + path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
