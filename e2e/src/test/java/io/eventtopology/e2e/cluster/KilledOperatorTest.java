package io.eventtopology.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Fault 1 in pods: the operator is killed again and again while topologies come, change and go. */
@Tag("cluster")
@Order(50)
class KilledOperatorTest {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String CHILDREN =
            "components.dapr.io,subscriptions.dapr.io,resiliencies.dapr.io,configurations.dapr.io,eventservices";
    private static final Set<String> FIELDS_OF_THE_SERVER = Set.of(
            "uid",
            "resourceVersion",
            "generation",
            "creationTimestamp",
            "managedFields",
            "ownerReferences",
            "finalizers");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClusterUnderTest cluster = ClusterUnderTest.current();
    private final Release release = new Release();
    private final int topologies = cluster.options().full() ? 20 : 8;
    private final int kills = cluster.options().full() ? 20 : 4;

    @Test
    void theEndIsThatOfAnUndisturbedRun() throws Exception {
        release.ensureInstalled();
        List<String> namespaces = List.of("killed", "undisturbed");
        try {
            namespaces.forEach(namespace -> cluster.kubectl("create", "namespace", namespace));
            live("undisturbed");
            Map<String, JsonNode> wanted = settled("undisturbed");

            AtomicInteger killed = new AtomicInteger();
            Thread killer = Thread.ofVirtual().start(() -> kill(killed));
            live("killed");
            killer.join();

            assertThat(settled("killed")).isEqualTo(wanted);
            System.out.printf(
                    "the leader was killed %d times while %d topologies were created, changed and deleted: %d objects as in an"
                            + " undisturbed run%n",
                    killed.get(), topologies, wanted.size());
            assertThat(killed).hasValue(kills);
        } finally {
            cluster.kubectl("delete", "namespace", "killed", "undisturbed", "--ignore-not-found", "--timeout=180s");
        }
    }

    /** Creates topologies with a service each, changes half of them and deletes a quarter; the same everywhere. */
    private void live(String namespace) throws InterruptedException {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        for (int i = 0; i < topologies; i++) {
            apply(namespace, i, 3);
            Thread.sleep(random.nextInt(200, 600));
        }
        for (int i = 0; i < topologies; i += 2) {
            apply(namespace, i, 5);
            Thread.sleep(random.nextInt(200, 600));
        }
        for (int i = 0; i < topologies; i += 4) {
            cluster.kubectl("-n", namespace, "delete", "eventtopology/t" + i, "eventservice/s" + i, "--timeout=120s");
        }
    }

    private void apply(String namespace, int number, int attempts) {
        cluster.apply("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: t%1$d, namespace: %2$s}
                spec:
                  broker: {redis: {host: "redis:6379"}}
                  events: [{type: todos.task%1$d.created}, {type: todos.task%1$d.deleted}]
                  delivery: {retry: {maxAttempts: %3$d, backoff: Exponential}, deadLetter: {enabled: true}}
                ---
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: s%1$d, namespace: %2$s}
                spec:
                  topologyRef: {name: t%1$d}
                  appId: app%1$d
                  publishes: [{event: todos.task%1$d.deleted}]
                  subscribes: [{event: todos.task%1$d.created, route: /created}]
                """.formatted(number, namespace, attempts));
    }

    private void kill(AtomicInteger killed) {
        while (killed.get() < kills) {
            String victim = victim();
            if (!victim.isEmpty()
                    && cluster.attempt(
                                            Duration.ofSeconds(30),
                                            "kubectl",
                                            "-n",
                                            Release.NAMESPACE,
                                            "delete",
                                            "pod",
                                            victim,
                                            "--grace-period=0",
                                            "--force",
                                            "--wait=false")
                                    .exit()
                            == 0) {
                killed.incrementAndGet();
            }
            await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
        }
    }

    /** The leader. While it is dead and its Lease runs yet, the youngest pod is a victim as good. */
    private String victim() {
        String leader = release.leader();
        List<Pod> pods = release.pods();
        if (leader.isEmpty()
                || pods.stream().anyMatch(pod -> pod.getMetadata().getName().equals(leader))) {
            return leader;
        }
        return pods.stream()
                .max(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()))
                .map(pod -> pod.getMetadata().getName())
                .orElse("");
    }

    /** All that is there, once everything is ready. */
    private Map<String, JsonNode> settled(String namespace) {
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            cluster.awaitReady(namespace, "eventtopologies,eventservices", Duration.ofSeconds(60));
            assertThat(objects(namespace, "eventtopologies").values())
                    .hasSize(topologies - topologies / 4)
                    .allSatisfy(topology -> assertThat(topology.at("/status/observedGeneration"))
                            .isEqualTo(topology.at("/metadata/generation")));
        });
        Map<String, JsonNode> all = objects(namespace, CHILDREN);
        all.replaceAll((name, object) -> withoutServersFields((ObjectNode) object));
        return all;
    }

    private Map<String, JsonNode> objects(String namespace, String kinds) {
        try {
            Map<String, JsonNode> all = new TreeMap<>();
            // Names and namespaces in texts differ as the namespaces do.
            String text =
                    cluster.kubectl("-n", namespace, "get", kinds, "-o", "json").replace(namespace, "NAMESPACE");
            JSON.readTree(text)
                    .path("items")
                    .forEach(item -> all.put(
                            item.path("kind").asText() + "/"
                                    + item.at("/metadata/name").asText(),
                            item));
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode withoutServersFields(ObjectNode object) {
        object.remove("status");
        ((ObjectNode) object.path("metadata")).remove(FIELDS_OF_THE_SERVER);
        return object;
    }
}
