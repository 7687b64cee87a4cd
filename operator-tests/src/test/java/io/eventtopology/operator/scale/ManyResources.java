package io.eventtopology.operator.scale;

import io.eventtopology.operator.harness.OperatorHarness;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Topologies of four events with services that publish and consume all of them: nothing in them is a hazard, so that nothing has
 * to be said about them. Ten topologies share a namespace.
 */
final class ManyResources {
    private static final int IN_FLIGHT = 50;
    private static final int TOPOLOGIES_OF_NAMESPACE = 10;

    /** Brokers of the topologies, as their specs say it. */
    static final String KAFKA = "{kafka: {cluster: main}}";

    static final String REDIS = "{redis: {host: \"redis.example:6379\"}}";

    private ManyResources() {}

    static String namespace(int topology) {
        return "team-" + topology / TOPOLOGIES_OF_NAMESPACE;
    }

    static List<String> namespaces(int topologies) {
        return IntStream.range(0, topologies)
                .mapToObj(ManyResources::namespace)
                .distinct()
                .toList();
    }

    /** A topology, followed by its services: at most four. */
    static List<String> documents(int topology, String broker, int services) {
        String metadata = "{name: %%s, namespace: %s}".formatted(namespace(topology));
        String name = "t" + topology;
        // Redis keeps neither, and the operator would warn of it.
        String options = broker.equals(KAFKA) ? ", retention: 7d, key: data.orderId" : "";
        List<String> documents = new ArrayList<>();
        documents.add("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: %s
                spec:
                  broker: %s
                  events:
                    - {type: %2$s.order.placed%3$s}
                    - {type: %2$s.order.paid%3$s}
                    - {type: %2$s.parcel.sent}
                    - {type: %2$s.mail.sent}
                  delivery:
                    retry: {maxAttempts: 5, backoff: Constant, interval: 5s}
                    deadLetter: {enabled: true}
                """.replace("%2$s", name).replace("%3$s", options).formatted(metadata.formatted(name), broker));
        // The first two already publish and consume everything, so that fewer services leave no event unused.
        List<String> all = List.of("order.placed", "order.paid", "parcel.sent", "mail.sent");
        List<Wiring> wirings = List.of(
                new Wiring("shop", all, List.of()),
                new Wiring("mail", List.of(), all),
                new Wiring("report", List.of(), List.of("order.paid")),
                new Wiring("import", List.of("order.placed"), List.of()));
        wirings.stream()
                .limit(services)
                .map(wiring -> wiring.document(name, metadata.formatted(name + "-" + wiring.name())))
                .forEach(documents::add);
        return documents;
    }

    private record Wiring(String name, List<String> publishes, List<String> subscribes) {
        String document(String topology, String metadata) {
            StringBuilder text = new StringBuilder("""
                    apiVersion: eventtopology.io/v1beta1
                    kind: EventService
                    metadata: %s
                    spec:
                      topologyRef: {name: %s}
                      image: registry.example/%s:1.0
                    """.formatted(metadata, topology, name));
            text.append(publishes.isEmpty() ? "" : "  publishes:\n");
            publishes.forEach(event -> text.append("    - {event: %s.%s}\n".formatted(topology, event)));
            text.append(subscribes.isEmpty() ? "" : "  subscribes:\n");
            subscribes.forEach(event -> text.append(
                    "    - {event: %s.%s, route: /events/%s}\n".formatted(topology, event, event.replace('.', '-'))));
            return text.toString();
        }
    }

    /** Applies documents by server-side apply, in this order, fifty in flight. */
    static void apply(OperatorHarness harness, List<String> documents) throws InterruptedException {
        KubernetesClient admin = harness.admin();
        try (ExecutorService pool = Executors.newFixedThreadPool(IN_FLIGHT)) {
            List<Future<?>> applied = new ArrayList<>();
            for (String document : documents) {
                applied.add(pool.submit(() -> {
                    for (String each : Arrays.asList(document.split("\n---\n"))) {
                        GenericKubernetesResource resource =
                                admin.getKubernetesSerialization().unmarshal(each, GenericKubernetesResource.class);
                        admin.resource(resource).fieldManager("kubectl").serverSideApply();
                    }
                }));
            }
            for (Future<?> each : applied) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError("A resource was not accepted", e.getCause());
        }
    }
}
