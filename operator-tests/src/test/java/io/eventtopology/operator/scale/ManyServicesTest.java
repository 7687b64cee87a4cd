package io.eventtopology.operator.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.tools.audit.AuditedRequest;
import io.eventtopology.tools.crd.ThirdPartyCrds;
import io.eventtopology.tools.kafka.KafkaBroker;
import io.eventtopology.tools.standin.StandInKubelet;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Everything at once: hundreds of services applied together all become Ready, on a real API server and a real broker, and each
 * resource costs no more writes than its children, its finalizer and two of its status. The operator runs as a process of its
 * own with a bounded heap.
 */
class ManyServicesTest {
    private static final boolean FULL = Boolean.getBoolean("full");
    private static final int TOPOLOGIES = FULL ? 1000 : 100;
    private static final int SERVICES_OF_TOPOLOGY = 4;
    /** One broker takes some thousand topics on a small machine, so at full size only some topologies are on Kafka. */
    private static final int TOPOLOGIES_ON_KAFKA = 100;

    private static final int HEAP_MEGABYTES = FULL ? 1024 : 256;
    private static final Duration PATIENCE = Duration.ofMinutes(FULL ? 40 : 5);

    @Test
    void hundredsOfServicesAppliedAtOnceBecomeReadyWithFewWrites() throws Exception {
        List<Path> crds = Stream.concat(
                        OperatorHarness.ownCrds().stream(), ThirdPartyCrds.ofThisMachine().all().stream())
                .toList();
        try (OperatorHarness harness =
                        OperatorHarness.start(builder -> builder.auditLog(true).crds(crds));
                KafkaBroker broker = KafkaBroker.plain();
                StandInKubelet kubelet = StandInKubelet.start(harness.admin());
                Readiness readiness = Readiness.watch(harness.admin());
                OperatorProcess operator =
                        OperatorProcess.start(harness, HEAP_MEGABYTES, """
                        kafka:
                          clusters:
                            - name: main
                              provisioner: Direct
                              bootstrapServers: {none: "%s"}
                        """.formatted(broker.bootstrapServers()))) {
            ManyResources.namespaces(TOPOLOGIES).forEach(harness::createNamespace);
            AuditLog audit = new AuditLog(harness.plane().auditLog());
            List<String> documents = IntStream.range(0, TOPOLOGIES)
                    .boxed()
                    .flatMap(i -> ManyResources.documents(
                            i,
                            i < TOPOLOGIES_ON_KAFKA ? ManyResources.KAFKA : ManyResources.REDIS,
                            SERVICES_OF_TOPOLOGY)
                            .stream())
                    .toList();

            Instant start = Instant.now();
            ManyResources.apply(harness, documents);
            Duration applied = Duration.between(start, Instant.now());
            readiness.await(documents.size(), PATIENCE);
            Duration ready = Duration.between(start, Instant.now());
            String processorTime = processorTime(operator);

            awaitRest(audit);
            List<AuditedRequest> writes = audit.writes();
            System.out.printf(
                    Locale.ROOT,
                    """
                    %d EventServices in %d EventTopologies (%d of them on Kafka), applied in %.1f s, Ready after %.1f s
                    %d writes, %.0f a second; %.1f for each custom resource
                    %.0f reconciliations
                    heap of at most %d MB; peak after a garbage collection %d MB; in use at the end %.0f MB
                    processor time until Ready: %s
                    writes: %s
                    reads: %s
                    %n""",
                    TOPOLOGIES * SERVICES_OF_TOPOLOGY,
                    TOPOLOGIES,
                    Math.min(TOPOLOGIES, TOPOLOGIES_ON_KAFKA),
                    applied.toMillis() / 1000.0,
                    ready.toMillis() / 1000.0,
                    writes.size(),
                    writes.size() / (ready.toMillis() / 1000.0),
                    (double) writes.size() / documents.size(),
                    operator.metric("eventtopology_reconciliations_total"),
                    HEAP_MEGABYTES,
                    operator.peakHeapMegabytes(),
                    operator.metric("jvm_memory_used_bytes") / 1e6,
                    processorTime,
                    AuditLog.counted(writes),
                    AuditLog.counted(audit.requests().stream()
                            .filter(request -> !request.isWrite())
                            .toList()));
            assertThat(operator.isAlive()).isTrue();
            assertRefusedFinalizersAreRare(documents.size(), writes);
            assertWrites(
                    readiness.resources(),
                    writes.stream().filter(AuditedRequest::isAccepted).toList());
        }
    }

    /**
     * A reconciliation that begins before the watch has shown the finalizer of the one before tries to set it again: the API server refuses that, as the
     * resource is newer, and nothing is written. Nothing else may be refused.
     */
    private static void assertRefusedFinalizersAreRare(int resources, List<AuditedRequest> writes) {
        List<AuditedRequest> refused =
                writes.stream().filter(write -> !write.isAccepted()).toList();
        assertThat(refused)
                .allMatch(write -> write.code() == 409
                        && write.group().equals("eventtopology.io")
                        && write.subresource().isEmpty())
                .hasSizeLessThan(resources / 20);
    }

    /** Details of a status are written late, so that nothing may be written for a while before all is counted. */
    private static void awaitRest(AuditLog audit) {
        Awaitility.await("The operator writes nothing any more")
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofSeconds(2))
                .until(() ->
                        audit.writes().getLast().at().isBefore(Instant.now().minus(Duration.ofSeconds(15))));
    }

    private static void assertWrites(List<GenericKubernetesResource> resources, List<AuditedRequest> writes) {
        Map<String, List<AuditedRequest>> byObject = writes.stream()
                .collect(Collectors.groupingBy(
                        write -> write.resource() + "/" + write.namespace() + "/" + write.name()));
        List<String> problems = new ArrayList<>();
        int allowed = 0;
        for (GenericKubernetesResource resource : resources) {
            String kind = resource.getKind().equals("EventService") ? "eventservices" : "eventtopologies";
            String of = resource.getKind() + " " + resource.getMetadata().getNamespace() + "/"
                    + resource.getMetadata().getName();
            List<AuditedRequest> own = byObject.getOrDefault(
                    kind + "/" + resource.getMetadata().getNamespace() + "/"
                            + resource.getMetadata().getName(),
                    List.of());
            List<AuditedRequest> finalizers =
                    own.stream().filter(w -> w.subresource().isEmpty()).toList();
            List<AuditedRequest> statuses =
                    own.stream().filter(w -> w.subresource().equals("status")).toList();
            if (finalizers.size() != 1 || statuses.isEmpty() || statuses.size() > 2) {
                problems.add(of + " was written so: " + own);
            }
            allowed += own.size();
            for (Map<?, ?> child : children(resource)) {
                List<AuditedRequest> written = byObject.getOrDefault(
                        plural(String.valueOf(child.get("kind"))) + "/" + child.get("namespace") + "/"
                                + child.get("name"),
                        List.of());
                if (written.size() != 1) {
                    problems.add(child + " of " + of + " was written so: " + written);
                }
                allowed += written.size();
            }
        }
        assertThat(problems).isEmpty();
        assertThat(writes)
                .as("nothing is written but children, finalizers and statuses: %s", AuditLog.counted(writes))
                .hasSize(allowed);
    }

    private static List<Map<?, ?>> children(GenericKubernetesResource resource) {
        return resource.get("status", "children") instanceof List<?> children
                ? children.stream().<Map<?, ?>>map(child -> (Map<?, ?>) child).toList()
                : List.of();
    }

    private static String plural(String kind) {
        String lower = kind.toLowerCase(Locale.ROOT);
        return lower.endsWith("y") ? lower.substring(0, lower.length() - 1) + "ies" : lower + "s";
    }

    /** Seconds of processor time of each process that takes part. */
    private static String processorTime(OperatorProcess operator) {
        Map<String, Double> seconds = ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().totalCpuDuration().isPresent())
                .collect(Collectors.groupingBy(
                        process -> Path.of(process.info().command().orElse("unknown"))
                                .getFileName()
                                .toString(),
                        TreeMap::new,
                        Collectors.summingDouble(process ->
                                process.info().totalCpuDuration().get().toMillis() / 1000.0)));
        double ofOperator = operator.metric("process_cpu_time_ns_total") / 1e9;
        seconds.computeIfPresent("java", (name, both) -> both - ofOperator);
        return String.format(Locale.ROOT, "operator %.1f s, ", ofOperator)
                + seconds.entrySet().stream()
                        .filter(entry -> entry.getValue() > 0.5)
                        .map(entry -> String.format(
                                Locale.ROOT,
                                "%s %.1f s",
                                entry.getKey().equals("java") ? "Kafka" : entry.getKey(),
                                entry.getValue()))
                        .collect(Collectors.joining(", "));
    }
}
