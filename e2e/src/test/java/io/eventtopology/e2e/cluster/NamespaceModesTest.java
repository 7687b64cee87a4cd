package io.eventtopology.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.crds.EventTopology;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The three modes of {@code watchNamespaces}, with the operator in a pod under the rights that each gives it. */
@Tag("cluster")
@Order(84)
class NamespaceModesTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> TENANTS = List.of("tenant-a", "tenant-b");
    private static final List<String> ALL = List.of("tenant-a", "tenant-b", Release.NAMESPACE);
    private static final String OPERATOR = "system:serviceaccount:" + Release.NAMESPACE + ":" + Release.NAME;

    private final ClusterUnderTest cluster = ClusterUnderTest.current();
    private final Release release = new Release();

    @BeforeAll
    static void createTenants() {
        TENANTS.forEach(tenant -> ClusterUnderTest.current().kubectl("create", "namespace", tenant));
    }

    /** While the operator may still take its finalizer off. */
    @AfterEach
    void deleteResources() {
        ALL.forEach(
                namespace -> cluster.kubectl("-n", namespace, "delete", "eventtopologies", "--all", "--timeout=60s"));
    }

    @AfterAll
    static void restore() {
        TENANTS.forEach(tenant -> ClusterUnderTest.current().kubectl("delete", "namespace", tenant, "--timeout=120s"));
        new Release().upgrade();
    }

    @Test
    void allNamespaces() {
        install("watchNamespaces: [\"*\"]");

        assertServedOnly("tenant-a", "tenant-b", Release.NAMESPACE);
        assertThat(mayReadSecrets("tenant-a")).isTrue();
    }

    @Test
    void someNamespaces() {
        install("watchNamespaces: [tenant-a]");

        assertServedOnly("tenant-a");
        assertThat(mayReadSecrets("tenant-a")).isTrue();
        assertThat(mayReadSecrets("tenant-b")).isFalse();
    }

    @Test
    void theReleasesOwnNamespace() {
        install("watchNamespaces: []");

        assertServedOnly(Release.NAMESPACE);
        assertThat(mayReadSecrets("tenant-a")).isFalse();
    }

    /** The old leader goes on for a moment after the new pods are ready. */
    private void install(String values) {
        release.upgradeWith(values);
        await().atMost(LIMIT)
                .until(() -> release.pods().stream()
                        .filter(pod -> !pod.isMarkedForDeletion())
                        .anyMatch(pod -> pod.getMetadata().getName().equals(release.leader())));
    }

    /** Those not to be served come first: when a later one is Ready, the operator has had the time to look at them. */
    private void assertServedOnly(String... served) {
        List<String> others = ALL.stream()
                .filter(namespace -> !List.of(served).contains(namespace))
                .toList();
        others.forEach(namespace -> TopologySample.apply(namespace, "sample"));
        for (String namespace : served) {
            TopologySample.apply(namespace, "sample");
            cluster.awaitReady(namespace, "eventtopologies", LIMIT);
        }
        for (String namespace : others) {
            EventTopology topology = cluster.client()
                    .resources(EventTopology.class)
                    .inNamespace(namespace)
                    .withName("sample")
                    .require();
            assertThat(topology.getMetadata().getFinalizers()).as(namespace).isEmpty();
            assertThat(topology.getStatus().observedGeneration())
                    .as("what the schema says of a resource that nobody has seen, in " + namespace)
                    .isEqualTo(-1);
        }
    }

    private boolean mayReadSecrets(String namespace) {
        return cluster.attempt(LIMIT, "kubectl", "auth", "can-i", "get", "secrets", "-n", namespace, "--as", OPERATOR)
                        .exit()
                == 0;
    }
}
