package io.eventtopology.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the operator's pods cost, as their kubelet measures it. */
@Tag("cluster")
@Order(70)
class FootprintTest {
    private static final int SERVICES_OF_A_TOPOLOGY = 4;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClusterUnderTest cluster = ClusterUnderTest.current();
    private final Release release = new Release();
    private final int services = cluster.options().full() ? 200 : 40;

    @Test
    void memoryAndCpuWithFewAndWithManyServices() throws Exception {
        release.ensureInstalled();
        print("before");
        cluster.kubectl("create", "namespace", "many");
        try {
            StringBuilder resources = new StringBuilder();
            for (int topology = 0; topology < services / SERVICES_OF_A_TOPOLOGY; topology++) {
                resources.append(topology(topology));
            }
            cluster.apply(resources.toString());
            cluster.awaitReady("many", "eventtopologies,eventservices", Duration.ofMinutes(5));
            print("with " + services + " services more, just ready");
            // The kubelet measures every ten to twenty seconds.
            Thread.sleep(20_000);
            print("with " + services + " services more, at rest");
            assertThat(release.pods())
                    .allSatisfy(pod -> assertThat(pod.getStatus()
                                    .getContainerStatuses()
                                    .getFirst()
                                    .getLastState()
                                    .getTerminated())
                            .as("out of memory")
                            .satisfiesAnyOf(
                                    ended -> assertThat(ended).isNull(),
                                    ended -> assertThat(ended.getReason()).isNotEqualTo("OOMKilled")));
        } finally {
            cluster.kubectl("delete", "namespace", "many", "--timeout=180s");
        }
    }

    private static String topology(int number) {
        StringBuilder text = new StringBuilder("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: t%1$d, namespace: many}
                spec:
                  broker: {redis: {host: "redis:6379"}}
                  events: [{type: many.task%1$d.created}]
                ---
                """.formatted(number));
        for (int service = 0; service < SERVICES_OF_A_TOPOLOGY; service++) {
            text.append("""
                    apiVersion: eventtopology.io/v1beta1
                    kind: EventService
                    metadata: {name: s%1$d-%2$d, namespace: many}
                    spec:
                      topologyRef: {name: t%1$d}
                      appId: app%1$d-%2$d
                      subscribes: [{event: many.task%1$d.created, route: /created}]
                      publishes: [{event: many.task%1$d.created}]
                    ---
                    """.formatted(number, service));
        }
        return text.toString();
    }

    private void print(String when) {
        for (Pod pod : release.pods()) {
            JsonNode stats = stats(pod);
            System.out.printf(
                    "%s: %s: %d MB, %.0f ms of CPU a second, %.1f s of CPU since its start%n",
                    pod.getMetadata().getName(),
                    when,
                    stats.at("/memory/workingSetBytes").asLong() / 1_000_000,
                    stats.at("/cpu/usageNanoCores").asLong() / 1e6,
                    stats.at("/cpu/usageCoreNanoSeconds").asLong() / 1e9);
        }
    }

    private JsonNode stats(Pod pod) {
        try {
            String summary = cluster.kubectl(
                    "get", "--raw", "/api/v1/nodes/" + pod.getSpec().getNodeName() + "/proxy/stats/summary");
            for (JsonNode found : JSON.readTree(summary).path("pods")) {
                if (found.at("/podRef/uid").asText().equals(pod.getMetadata().getUid())) {
                    return found;
                }
            }
            throw new IllegalStateException(
                    "The kubelet has no figures of " + pod.getMetadata().getName());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
