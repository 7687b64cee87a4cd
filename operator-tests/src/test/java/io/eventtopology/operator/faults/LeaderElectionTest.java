package io.eventtopology.operator.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.eventtopology.operator.OperatorRuntime;
import io.eventtopology.operator.connection.ApiConnection;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.tools.proxy.ApiFaultProxy;
import io.eventtopology.tools.proxy.RequestRecord;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas: one of them writes, whatever happens. Each goes through a proxy of its own, which logs what it writes. */
class LeaderElectionTest {
    private static final Duration LEASE = Duration.ofSeconds(15);

    /** A pod has so long to end (the chart's terminationGracePeriodSeconds). */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static OperatorHarness harness;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startEverything() {
        harness = OperatorHarness.start();
    }

    @AfterAll
    static void stopEverything() {
        harness.close();
    }

    @BeforeEach
    void forgetTheLastElection() {
        harness.admin()
                .leases()
                .inNamespace(OperatorHarness.OPERATOR_NAMESPACE)
                .withName("event-topology-operator")
                .delete();
    }

    /**
     * A leader that stops in good order gives its Lease back: the other leads within seconds, not after the Lease has run out. Guards:
     * {@code Leadership.release}, without which it took 17 s, and {@code withExitOnStopLeading(false)}, without which the framework
     * ended this JVM.
     */
    @Test
    void whenTheLeaderStopsTheOtherTakesOverAtOnce() {
        try (ApiFaultProxy firstProxy = ApiFaultProxy.start(harness.operatorConfig());
                ApiFaultProxy secondProxy = ApiFaultProxy.start(harness.operatorConfig())) {
            OperatorRuntime first =
                    harness.startOperator("leaderElection: true", firstProxy.through(harness.operatorConfig()));
            await().atMost(Duration.ofSeconds(20)).until(() -> holder() != null);
            OperatorRuntime second =
                    harness.startOperator("leaderElection: true", secondProxy.through(harness.operatorConfig()));
            Shop shop = Shop.in(harness, "handover").ready();
            assertThat(writes(firstProxy)).isNotEmpty();
            assertThat(writes(secondProxy)).isEmpty();

            harness.stop(first);
            Instant stopped = Instant.now();
            firstProxy.clear();
            shop.withService("printer", "todos.task.created");
            harness.awaitServiceReady(shop.namespace(), "printer");

            assertThat(Duration.between(stopped, Instant.now())).isLessThan(Duration.ofSeconds(12));
            assertThat(writes(firstProxy)).isEmpty();
            assertThat(writes(secondProxy)).isNotEmpty();
            harness.stop(second);
            assertThat(harness.lostLeaderships()).isEmpty();
        }
    }

    /**
     * Faults 12 and 13, with processes. Two start together: one writes. It is paused beyond its Lease while a resource changes: the
     * other takes over. It wakes up amid changes: it ends with status 1 and has written nothing any more. Guards: the
     * election, without which both wrote from the start, and {@code Leadership.lost}, without which the paused one lived on.
     * The logs of both are JSON, and a standby is ready and shows its metrics.
     */
    @Test
    void twoThatStartTogetherHaveOneWriterAndAPausedLeaderNeverWritesAgain() throws Exception {
        String configuration = "{httpPort: 0, resyncInterval: PT1S}";
        try (ApiFaultProxy firstProxy = ApiFaultProxy.start(harness.operatorConfig());
                ApiFaultProxy secondProxy = ApiFaultProxy.start(harness.operatorConfig());
                OperatorProcess first = OperatorProcess.start(
                        folder("first"), configuration, firstProxy.through(harness.operatorConfig()));
                OperatorProcess second = OperatorProcess.start(
                        folder("second"), configuration, secondProxy.through(harness.operatorConfig()))) {
            for (OperatorProcess each : List.of(first, second)) {
                int port = each.awaitPort();
                assertThat(each.get(port, "/readyz").statusCode()).isEqualTo(200);
                assertThat(each.get(port, "/healthz").statusCode()).isEqualTo(200);
                assertThat(each.get(port, "/metrics").body()).contains("jvm_memory_used_bytes");
            }
            Shop shop = Shop.in(harness, "paused").ready();
            boolean firstLeads = !writes(firstProxy).isEmpty();
            assertThat(writes(firstLeads ? secondProxy : firstProxy)).isEmpty();
            OperatorProcess leader = firstLeads ? first : second;
            ApiFaultProxy leaderProxy = firstLeads ? firstProxy : secondProxy;
            ApiFaultProxy otherProxy = firstLeads ? secondProxy : firstProxy;
            String holder = Objects.requireNonNull(holder());

            leader.signal("STOP");
            shop.deleteComponent("mailer");
            shop.withService("printer", "todos.task.created");
            OperatorProcess survivor = firstLeads ? second : first;
            await("the other leads")
                    .atMost(LEASE.plus(OperatorHarness.PATIENCE))
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> assertThat(holder())
                            .as("the leader after %s, which was paused; the other says: %s", holder, survivor.output())
                            .isNotEqualTo(holder));
            harness.awaitServiceReady(shop.namespace(), "printer");
            assertThat(writes(otherProxy)).isNotEmpty();
            leaderProxy.clear();
            for (int i = 0; i < 5; i++) {
                shop.withService("late-" + i, "todos.task.created");
            }
            leader.signal("CONT");

            assertThat(leader.waitFor(OperatorHarness.PATIENCE)).hasValue(1);
            assertThat(writes(leaderProxy)).as("writes after the pause").isEmpty();
            harness.awaitServiceReady(shop.namespace(), "late-4");
            assertThat(leader.log())
                    .extracting(line -> line.path("formattedMessage").asText())
                    .anyMatch(message -> message.contains("lost the Lease"));
            List<JsonNode> log = survivor.log();
            assertThat(log).allSatisfy(line -> {
                assertThat(line.path("level").asText()).isNotEmpty();
                assertThat(line.path("timestamp").isNumber()).isTrue();
            });

            survivor.signal("TERM");
            assertThat(survivor.waitFor(GRACE)).hasValue(143);
            assertThat(holder())
                    .as("who holds the Lease after the last one ended")
                    .isNull();
        }
    }

    /**
     * Fault 12, the moment between waking up and noticing the loss: without a Lease renewed within the last two seconds writes do
     * not leave the process, reads do. Guard: {@code LeaseFence.allows}; without it all three ConfigMaps were written.
     */
    @Test
    void nothingIsWrittenWithoutAFreshLease() throws Exception {
        try (ApiConnection connection = ApiConnection.of(harness.operatorConfig())) {
            connection.requireLease(Duration.ofSeconds(2));
            assertThatThrownBy(() -> write(connection, "early"))
                    .rootCause()
                    .hasMessageContaining("the Lease of this replica was not renewed in time");

            connection
                    .client()
                    .resource(new LeaseBuilder()
                            .withNewMetadata()
                            .withName("event-topology-operator")
                            .withNamespace(OperatorHarness.OPERATOR_NAMESPACE)
                            .endMetadata()
                            .withNewSpec()
                            .withHolderIdentity("me")
                            .endSpec()
                            .build())
                    .create();
            write(connection, "fresh");

            Thread.sleep(2_100);
            assertThatThrownBy(() -> write(connection, "late")).isInstanceOf(KubernetesClientException.class);
            assertThat(read(connection, "early")).isNull();
            assertThat(read(connection, "fresh")).isNotNull();
            assertThat(read(connection, "late")).isNull();
        }
    }

    private static void write(ApiConnection connection, String name) {
        connection
                .client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(OperatorHarness.OPERATOR_NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
    }

    private static @Nullable ConfigMap read(ApiConnection connection, String name) {
        return connection
                .client()
                .configMaps()
                .inNamespace(OperatorHarness.OPERATOR_NAMESPACE)
                .withName(name)
                .get();
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectory(folder.resolve(name));
    }

    private static @Nullable String holder() {
        Lease lease = harness.admin()
                .leases()
                .inNamespace(OperatorHarness.OPERATOR_NAMESPACE)
                .withName("event-topology-operator")
                .get();
        return lease == null ? null : lease.getSpec().getHolderIdentity();
    }

    /** Writes that went through a proxy, but for the election and questions about own rights. */
    private static List<RequestRecord> writes(ApiFaultProxy proxy) {
        return proxy.writes().stream()
                .filter(write -> !write.request().resource().equals("leases")
                        && !write.request().group().equals("authorization.k8s.io"))
                .toList();
    }
}
