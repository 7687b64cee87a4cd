package io.eventtopology.tools.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.tools.cluster.ControlPlane;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class StandInKubeletTest {
    private static ControlPlane plane;
    private static KubernetesClient client;

    @BeforeAll
    static void startPlane() {
        plane = ControlPlane.builder().start();
        client = plane.client();
    }

    @AfterAll
    static void stopPlane() {
        plane.close();
    }

    @AfterEach
    void deleteDeployments() {
        client.apps().deployments().inNamespace("default").delete();
    }

    @Test
    void aDeploymentBecomesAvailableByOneWriteAndThenNothingIsWritten() throws InterruptedException {
        try (StandInKubelet kubelet = StandInKubelet.start(client)) {
            client.resource(deployment("a", 3)).create();

            await().until(() -> isAvailable("a"));
            Deployment seen = get("a");
            assertThat(seen.getStatus().getObservedGeneration()).isEqualTo(1);
            assertThat(seen.getStatus().getReplicas()).isEqualTo(3);
            assertThat(seen.getStatus().getUpdatedReplicas()).isEqualTo(3);
            assertThat(seen.getStatus().getReadyReplicas()).isEqualTo(3);
            assertThat(seen.getStatus().getAvailableReplicas()).isEqualTo(3);
            assertThat(condition(seen, "Progressing").getReason()).isEqualTo("NewReplicaSetAvailable");
            Thread.sleep(500);
            assertThat(kubelet.writes()).isEqualTo(1);
            assertThat(get("a").getMetadata().getResourceVersion())
                    .isEqualTo(seen.getMetadata().getResourceVersion());
        }
    }

    @Test
    void everyChangeOfTheSpecIsOneWriteMore() {
        try (StandInKubelet kubelet = StandInKubelet.start(client)) {
            client.resource(deployment("a", 1)).create();
            await().until(() -> isAvailable("a"));
            String since = condition(get("a"), "Available").getLastTransitionTime();

            client.apps()
                    .deployments()
                    .inNamespace("default")
                    .withName("a")
                    .edit(d -> new DeploymentBuilder(d)
                            .editSpec()
                            .withReplicas(2)
                            .endSpec()
                            .build());

            await().until(() -> get("a").getStatus().getObservedGeneration() == 2);
            assertThat(get("a").getStatus().getAvailableReplicas()).isEqualTo(2);
            assertThat(condition(get("a"), "Available").getLastTransitionTime()).isEqualTo(since);
            assertThat(kubelet.writes()).isEqualTo(2);
        }
    }

    @Test
    void absentReplicasCountAsOneAndNoneAreAvailableToo() {
        try (StandInKubelet kubelet = StandInKubelet.start(client)) {
            client.resource(deployment("absent", null)).create();
            client.resource(deployment("none", 0)).create();

            await().until(() -> isAvailable("absent") && isAvailable("none"));
            assertThat(get("absent").getStatus().getAvailableReplicas()).isEqualTo(1);
            assertThat(get("none").getStatus().getAvailableReplicas()).isNull();
            assertThat(kubelet.writes()).isEqualTo(2);
        }
    }

    @Test
    void aBadImageIsUnavailableUntilItIsReverted() {
        try (StandInKubelet kubelet = StandInKubelet.start(client)) {
            kubelet.keepUnavailable(d -> image(d).equals("bad"));
            client.resource(deployment("a", 2)).create();
            await().until(() -> isAvailable("a"));

            setImage("a", "bad");
            await().until(() -> condition(get("a"), "Available").getStatus().equals("False"));
            Deployment broken = get("a");
            assertThat(condition(broken, "Available").getReason()).isEqualTo("MinimumReplicasUnavailable");
            assertThat(condition(broken, "Available").getMessage())
                    .isEqualTo("Deployment does not have minimum availability.");
            assertThat(broken.getStatus().getObservedGeneration()).isEqualTo(2);
            assertThat(broken.getStatus().getUnavailableReplicas()).isEqualTo(2);
            assertThat(broken.getStatus().getAvailableReplicas()).isNull();

            setImage("a", "good");
            await().until(() -> isAvailable("a"));
            assertThat(get("a").getStatus().getUnavailableReplicas()).isNull();
        }
    }

    @Test
    void thePredicateMayChangeForDeploymentsThatExist() {
        try (StandInKubelet kubelet = StandInKubelet.start(client)) {
            client.resource(deployment("a", 1)).create();
            await().until(() -> isAvailable("a"));

            kubelet.keepUnavailable(d -> true);
            await().until(() -> !isAvailable("a"));
            kubelet.keepNoneUnavailable();
            await().until(() -> isAvailable("a"));
        }
    }

    @Test
    void theStatusFollowsAfterTheDelay() {
        Duration delay = Duration.ofMillis(1_500);
        try (StandInKubelet kubelet = StandInKubelet.start(client, delay)) {
            Instant created = Instant.now();
            client.resource(deployment("a", 1)).create();

            await().until(() -> isAvailable("a"));
            assertThat(Duration.between(created, Instant.now())).isGreaterThanOrEqualTo(delay);
            assertThat(kubelet.writes()).isEqualTo(1);
        }
    }

    @Test
    void aDeploymentThatWasThereBeforeIsServedToo() {
        client.resource(deployment("a", 1)).create();
        try (StandInKubelet kubelet = StandInKubelet.start(client)) {
            await().until(() -> isAvailable("a"));
            assertThat(kubelet.writes()).isEqualTo(1);
        }
    }

    @Test
    void fourHundredDeploymentsAreAvailableSoon() {
        try (StandInKubelet kubelet = StandInKubelet.start(client)) {
            IntStream.range(0, 400)
                    .parallel()
                    .forEach(i -> client.resource(deployment("d" + i, 1)).create());

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> client.apps().deployments().inNamespace("default").list().getItems().stream()
                                    .filter(StandInKubeletTest::isAvailable)
                                    .count()
                            == 400);
            assertThat(kubelet.writes()).isEqualTo(400);
        }
    }

    private static Deployment deployment(String name, Integer replicas) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .addToMatchLabels("app", name)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", name)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("app")
                .withImage("good")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static String image(Deployment deployment) {
        return deployment
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getImage();
    }

    private static void setImage(String name, String image) {
        client.apps()
                .deployments()
                .inNamespace("default")
                .withName(name)
                .edit(d -> new DeploymentBuilder(d)
                        .editSpec()
                        .editTemplate()
                        .editSpec()
                        .editFirstContainer()
                        .withImage(image)
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build());
    }

    private static Deployment get(String name) {
        return client.apps().deployments().inNamespace("default").withName(name).get();
    }

    private static boolean isAvailable(String name) {
        return isAvailable(get(name));
    }

    private static boolean isAvailable(Deployment deployment) {
        return deployment.getStatus().getConditions().stream()
                .anyMatch(c -> c.getType().equals("Available") && c.getStatus().equals("True"));
    }

    private static DeploymentCondition condition(Deployment deployment, String type) {
        return deployment.getStatus().getConditions().stream()
                .filter(c -> c.getType().equals(type))
                .findFirst()
                .orElseThrow();
    }
}
