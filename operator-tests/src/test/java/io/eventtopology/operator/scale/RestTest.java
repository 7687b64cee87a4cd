package io.eventtopology.operator.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.operator.OperatorRuntime;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.tools.audit.AuditedRequest;
import io.eventtopology.tools.crd.ThirdPartyCrds;
import io.eventtopology.tools.kafka.KafkaBroker;
import io.eventtopology.tools.standin.StandInKubelet;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** At rest the operator reconciles again and again and writes nothing: the first rule of reconciliation. */
class RestTest {
    private static final int TOPOLOGIES = 100;
    private static final int SERVICES_OF_TOPOLOGY = 2;

    @Test
    void aResyncOfAHundredTopologiesWritesNothing() throws Exception {
        List<Path> crds = Stream.concat(
                        OperatorHarness.ownCrds().stream(), ThirdPartyCrds.ofThisMachine().all().stream())
                .toList();
        try (OperatorHarness harness =
                        OperatorHarness.start(builder -> builder.auditLog(true).crds(crds));
                KafkaBroker broker = KafkaBroker.plain();
                StandInKubelet kubelet = StandInKubelet.start(harness.admin());
                Readiness readiness = Readiness.watch(harness.admin())) {
            ManyResources.namespaces(TOPOLOGIES).forEach(harness::createNamespace);
            OperatorRuntime operator = harness.startOperator("""
                    resyncInterval: PT10S
                    kafka:
                      clusters:
                        - name: main
                          provisioner: Direct
                          bootstrapServers: {none: "%s"}
                    """.formatted(broker.bootstrapServers()));
            AuditLog audit = new AuditLog(harness.plane().auditLog());
            List<String> documents = IntStream.range(0, TOPOLOGIES)
                    .boxed()
                    .flatMap(i -> ManyResources.documents(
                            i, i % 2 == 0 ? ManyResources.KAFKA : ManyResources.REDIS, SERVICES_OF_TOPOLOGY)
                            .stream())
                    .toList();
            ManyResources.apply(harness, documents);
            readiness.await(documents.size(), Duration.ofMinutes(3));
            Awaitility.await("The last details are written")
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() ->
                            audit.writes().getLast().at().isBefore(Instant.now().minus(Duration.ofSeconds(15))));

            int requestsBefore = audit.requests().size();
            int writesBefore = audit.writes().size();
            double topologiesBefore = operator.metrics().reconciliations("EventTopology");
            double servicesBefore = operator.metrics().reconciliations("EventService");
            // A full round and a half: every topology had its turn.
            Awaitility.await("All topologies are reconciled")
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() ->
                            operator.metrics().reconciliations("EventTopology") - topologiesBefore >= TOPOLOGIES * 1.5);
            double topologies = operator.metrics().reconciliations("EventTopology") - topologiesBefore;
            double services = operator.metrics().reconciliations("EventService") - servicesBefore;
            List<AuditedRequest> requests = audit.requests();

            System.out.printf(
                    "At rest: %.0f reconciliations of topologies and %.0f of services; requests meanwhile: %s%n",
                    topologies, services, AuditLog.counted(requests.subList(requestsBefore, requests.size())));
            assertThat(topologies).isGreaterThanOrEqualTo(TOPOLOGIES);
            List<AuditedRequest> writes = audit.writes();
            assertThat(writes.subList(writesBefore, writes.size())).isEmpty();
        }
    }
}
