package io.eventtopology.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.crds.EventTopology;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The three modes of {@code watchNamespaces}, with the operator in a pod under the rights that each gives it. */
@Tag("cluster")
@Order(84)
class NamespaceModesTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> TENANTS = List.of("tenant-a", "tenant-b");
    private static final String OPERATOR = "system:serviceaccount:" + Release.NAMESPACE + ":" + Release.NAME;

    private final ClusterUnderTest cluster = ClusterUnderTest.current();
    private final Release release = new Release();

    @BeforeEach
    void createTenants() {
        TENANTS.forEach(tenant -> cluster.kubectl("create", "namespace", tenant));
    }

    /** Whoever watches both sees to it that nothing is left that waits for the operator. */
    @AfterEach
    void deleteTenants() {
        release.upgrade();
        TENANTS.forEach(tenant -> cluster.kubectl("delete", "namespace", tenant, "--timeout=120s"));
        cluster.kubectl("-n", Release.NAMESPACE, "delete", "eventtopologies", "--all", "--timeout=60s");
    }

    @Test
    void allNamespaces() {
        release.upgradeWith("watchNamespaces: [\"*\"]");

        assertServed("tenant-a", "tenant-b", Release.NAMESPACE);
        assertThat(mayReadSecrets("tenant-a")).isTrue();
    }

    @Test
    void someNamespaces() {
        release.upgradeWith("watchNamespaces: [tenant-a]");

        assertServed("tenant-a");
        assertNotServed("tenant-b", Release.NAMESPACE);
        assertThat(mayReadSecrets("tenant-a")).isTrue();
        assertThat(mayReadSecrets("tenant-b")).isFalse();
    }

    @Test
    void theReleasesOwnNamespace() {
        release.upgradeWith("watchNamespaces: []");

        assertServed(Release.NAMESPACE);
        assertNotServed("tenant-a", "tenant-b");
        assertThat(mayReadSecrets("tenant-a")).isFalse();
    }

    private void assertServed(String... namespaces) {
        for (String namespace : namespaces) {
            TopologySample.apply(namespace, "sample");
            cluster.awaitReady(namespace, "eventtopologies", LIMIT);
        }
    }

    /** After those that are served: by then the operator has looked at everything that it sees. */
    private void assertNotServed(String... namespaces) {
        for (String namespace : namespaces) {
            TopologySample.apply(namespace, "sample");
        }
        for (String namespace : namespaces) {
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
