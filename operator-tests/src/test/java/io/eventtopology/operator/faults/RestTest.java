package io.eventtopology.operator.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.operator.OperatorRuntime;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.operator.status.StatusWriter;
import io.eventtopology.tools.crd.ThirdPartyCrds;
import io.eventtopology.tools.standin.StandInKubelet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rule 1: at rest nothing is written. */
class RestTest {
    private static final Set<String> WRITES = Set.of("create", "update", "patch", "delete", "deletecollection");

    /**
     * Resyncs, and a restart, of an operator on a converged state write nothing: no child, no status, no finalizer, no Event. The
     * API server's audit log says so. Guards: {@code ChildComparison}, and the {@code equals} of statuses in {@code
     * StatusWriter}; without either the writes never ended.
     */
    @Test
    void resyncsAndARestartWriteNothing() {
        try (OperatorHarness harness = OperatorHarness.start(builder -> builder.auditLog(true)
                        .crds(Stream.concat(
                                        OperatorHarness.ownCrds().stream(),
                                        ThirdPartyCrds.ofThisMachine().all().stream())
                                .toList()));
                StandInKubelet kubelet = StandInKubelet.start(harness.admin())) {
            OperatorRuntime first = harness.startOperator("resyncInterval: PT1S");
            Shop shop = Shop.in(harness, "rest").ready();
            harness.apply("""
                    apiVersion: eventtopology.io/v1beta1
                    kind: EventTopology
                    metadata: {name: seed, namespace: rest}
                    spec:
                      broker: {redis: {host: "redis.infra.svc:6379"}}
                      events:
                        - {type: todos.item.created, key: data.todoId}
                        - {type: notifications.message.sent}
                    ---
                    apiVersion: eventtopology.io/v1beta1
                    kind: EventService
                    metadata: {name: worker, namespace: rest}
                    spec:
                      topologyRef: {name: seed}
                      image: registry.example/worker:1
                      resources: {requests: {cpu: 100m, memory: 0.5Gi}}
                      publishes: [{event: notifications.message.sent}]
                      subscribes: [{event: todos.item.created, route: /created}]
                    """);
            harness.awaitServiceReady("rest", "worker");
            harness.awaitTopologyReady("rest", "seed");
            assertThat(kubelet.writes()).isPositive();
            awaitRest(harness);
            int atRest = writes(harness).size();
            assertThat(atRest).isPositive();

            awaitResyncs(first, 6);
            assertThat(writes(harness)).as("writes of resyncs").hasSize(atRest);

            harness.stop(first);
            OperatorRuntime second = harness.startOperator("resyncInterval: PT1S");
            awaitResyncs(second, 6);
            assertThat(writes(harness).subList(atRest, writes(harness).size()))
                    .as("writes of a restarted operator")
                    .isEmpty();
            assertThat(shop.subscriptions()).isEqualTo(3);
        }
    }

    /** Details of a status are gathered for a while before they are written. */
    private static void awaitRest(OperatorHarness harness) {
        AtomicInteger writes = new AtomicInteger();
        await("nothing moves any more")
                .atMost(Duration.ofMinutes(1))
                .during(StatusWriter.QUIET.plusSeconds(2))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    int now = writes(harness).size();
                    return writes.getAndSet(now) == now;
                });
    }

    private static void awaitResyncs(OperatorRuntime operator, int more) {
        for (String kind : List.of("EventTopology", "EventService")) {
            double before = operator.metrics().reconciliations(kind);
            await("reconciliations of " + kind)
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> operator.metrics().reconciliations(kind) >= before + more);
        }
    }

    /** Lines of the audit log that tell of the operator's writes, questions about its own rights aside. */
    private static List<String> writes(OperatorHarness harness) {
        try {
            return Files.readAllLines(harness.plane().auditLog()).stream()
                    .filter(line -> line.contains("\"user\":{\"username\":\"system:serviceaccount:"
                            + OperatorHarness.OPERATOR_NAMESPACE + ":event-topology-operator\""))
                    .filter(line -> WRITES.stream().anyMatch(verb -> line.contains("\"verb\":\"" + verb + "\"")))
                    .filter(line -> !line.contains("selfsubjectrulesreviews"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
