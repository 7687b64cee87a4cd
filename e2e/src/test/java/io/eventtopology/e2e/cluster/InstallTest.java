package io.eventtopology.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.e2e.TodoFlow;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A first-time user's way: helm install, kubectl apply, kubectl wait, and a todo that is notified and counted. */
@Tag("cluster")
@Order(10)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InstallTest {
    private final ClusterUnderTest cluster = ClusterUnderTest.current();
    private final Release release = new Release();

    @Test
    @Order(1)
    void fromHelmInstallToTheFirstDeliveredEvent() {
        TodoShop shop = TodoShop.prepared();
        Instant start = Instant.now();

        release.upgrade();
        Instant installed = Instant.now();
        shop.apply();
        Instant ready = Instant.now();
        TodoFlow flow = shop.flow();
        String user = flow.register("Ada");
        String todo = flow.create(user, "Buy groceries");
        flow.awaitMessages(todo, 1);
        Instant delivered = Instant.now();

        System.out.printf(
                "helm install --wait %s, kubectl apply to Ready %s, first event delivered after %s in all%n",
                seconds(start, installed), seconds(installed, ready), seconds(start, delivered));
        assertThat(shop.pods()).hasSizeGreaterThanOrEqualTo(4).allSatisfy(pod -> {
            assertThat(containers(pod)).contains("app", "daprd");
            assertThat(Readiness.isPodReady(pod)).isTrue();
        });
    }

    @Test
    @Order(2)
    void aTodoReachesNotifyAndAnalytics() {
        TodoFlow flow = TodoShop.running().flow();
        String user = flow.register("Grace");
        String todo = flow.create(user, "Buy groceries");
        flow.complete(todo);

        flow.awaitMessages(todo, 2);
        flow.awaitCounts(user, 1, 1);
    }

    /** What the chart prints after an install is copied by people, so it is run as it is printed. */
    @Test
    @Order(3)
    void theCommandsOfTheNotesWork() {
        release.ensureInstalled();
        String notes = cluster.helm("get", "notes", Release.NAME, "-n", Release.NAMESPACE);
        String commands = commands(notes);

        assertThat(commands).contains("kubectl ", "helm ");
        var result = cluster.attempt(Duration.ofMinutes(5), "sh", "-e", "-c", commands);
        assertThat(result.exit()).as("%s%s", result.stdout(), result.stderr()).isZero();
    }

    /** The lines that are for the shell, with the documents that they read. */
    private static String commands(String notes) {
        StringBuilder commands = new StringBuilder();
        boolean document = false;
        for (String line : notes.split("\n", -1)) {
            if (document || line.startsWith("kubectl ") || line.startsWith("helm ")) {
                commands.append(line).append('\n');
            }
            document = document ? !line.equals("EOF") : line.endsWith("<<'EOF'");
        }
        return commands.toString();
    }

    @Test
    @Order(4)
    void helmTestProvesThatTheOperatorReconciles() {
        release.ensureInstalled();

        assertThat(cluster.helm("test", Release.NAME, "-n", Release.NAMESPACE)).contains("Succeeded");
    }

    /** Pod Security's restricted profile. What the sidecars may do is a setting of Dapr's own chart. */
    @Test
    @Order(5)
    void theRestrictedProfileLetsTheOperatorRun() {
        release.ensureInstalled();
        var result = cluster.attempt(
                Duration.ofSeconds(30),
                "kubectl",
                "label",
                "--overwrite",
                "namespace",
                Release.NAMESPACE,
                "pod-security.kubernetes.io/enforce=restricted");
        assertThat(result.exit()).as(result.stderr()).isZero();
        assertThat(result.stderr()).doesNotContain("Warning");

        cluster.kubectl("-n", Release.NAMESPACE, "rollout", "restart", "deployment");
        cluster.kubectl("-n", Release.NAMESPACE, "rollout", "status", "deployment", "--timeout=120s");
    }

    @Test
    @Order(5)
    void theServicesContainersAreRestricted() {
        TodoShop shop = TodoShop.running();
        assertThat(shop.pods())
                .flatMap(pod -> pod.getSpec().getContainers())
                .filteredOn(container -> container.getName().equals("app"))
                .isNotEmpty()
                .allSatisfy(container -> {
                    assertThat(container.getSecurityContext().getCapabilities().getDrop())
                            .containsExactly("ALL");
                    assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                            .isFalse();
                    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                            .isTrue();
                });
    }

    @Test
    @Order(6)
    void theOperatorIsReadySoonAfterItsStart() {
        release.ensureInstalled();
        List<Pod> running = release.pods().stream()
                .filter(Readiness::isPodReady)
                .filter(pod -> !pod.isMarkedForDeletion())
                .toList();
        assertThat(running).isNotEmpty();
        for (Pod pod : running) {
            Instant started = Instant.parse(pod.getStatus()
                    .getContainerStatuses()
                    .getFirst()
                    .getState()
                    .getRunning()
                    .getStartedAt());
            Instant ready = pod.getStatus().getConditions().stream()
                    .filter(condition -> condition.getType().equals("Ready"))
                    .map(condition -> Instant.parse(condition.getLastTransitionTime()))
                    .findFirst()
                    .orElseThrow();
            System.out.printf(
                    "%s: ready %s after its container started (Kubernetes counts whole seconds)%n",
                    pod.getMetadata().getName(), seconds(started, ready));
            assertThat(pod.getStatus().getContainerStatuses().getFirst().getRestartCount())
                    .isZero();
        }
    }

    private static Stream<String> names(List<Container> containers) {
        return containers.stream().map(Container::getName);
    }

    private static List<String> containers(Pod pod) {
        return Stream.concat(
                        names(pod.getSpec().getContainers()),
                        names(pod.getSpec().getInitContainers()))
                .toList();
    }

    private static String seconds(Instant from, Instant to) {
        return "%.1f s".formatted(Duration.between(from, to).toMillis() / 1e3);
    }
}
