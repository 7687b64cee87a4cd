package io.eventtopology.operator.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.operator.watch.ResourceKind;
import io.eventtopology.planner.naming.Labels;
import io.eventtopology.tools.kafka.KafkaBroker;
import io.eventtopology.tools.standin.StandInKubelet;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Any order of applying works: what is there in the end depends on what was declared, not on when. */
class AnyOrderTest {
    private static final int TOPOLOGIES = Boolean.getBoolean("full") ? 10 : 4;
    private static final int SHUFFLES = Boolean.getBoolean("full") ? 5 : 1;
    private static final String ELSEWHERE = "elsewhere";

    /** What the API server or the broker chooses, times, and how often an object changed on the way. */
    private static final Set<String> NOT_OURS = Set.of(
            "uid",
            "generation",
            "observedGeneration",
            "resourceVersion",
            "creationTimestamp",
            "managedFields",
            "lastTransitionTime",
            "lastUpdateTime",
            "topicId",
            "clusterIP",
            "clusterIPs");

    /** Bundled services, a service of another namespace, a call between services, and scaling. */
    private static final List<String> SPECIAL = List.of("""
            apiVersion: eventtopology.io/v1beta1
            kind: EventTopology
            metadata: {name: todos, namespace: team-0}
            spec:
              broker: {kafka: {cluster: main}}
              events:
                - {type: todos.task.created, partitions: 3, key: data.todoId}
                - {type: todos.task.completed}
                - {type: users.account.registered}
              allowedNamespaces: {from: All}
              bundledServices: [Todo, User, Notify, Analytics]
            """, """
            apiVersion: eventtopology.io/v1beta1
            kind: EventService
            metadata: {name: audit, namespace: elsewhere}
            spec:
              topologyRef: {name: todos, namespace: team-0}
              image: registry.example/audit:1.0
              subscribes:
                - {event: todos.task.created, route: /events/created}
            """, """
            apiVersion: eventtopology.io/v1beta1
            kind: EventService
            metadata: {name: caller, namespace: team-0}
            spec:
              topologyRef: {name: t0}
              image: registry.example/caller:1.0
              calls:
                - {service: t0-shop, timeout: 2s}
              subscribes:
                - {event: t0.order.paid, route: /events/paid}
              scaling: {minReplicas: 1, maxReplicas: 5, lagThreshold: 100}
            """);

    @Test
    void theEndIsTheSameWhateverTheOrder() throws Exception {
        List<String> documents = Stream.concat(
                        IntStream.range(0, TOPOLOGIES)
                                .boxed()
                                .flatMap(
                                        i -> ManyResources.documents(
                                                i, i % 2 == 0 ? ManyResources.KAFKA : ManyResources.REDIS, 3)
                                                .stream()),
                        SPECIAL.stream())
                .toList();
        Map<Boolean, List<String>> kinds =
                documents.stream().collect(Collectors.partitioningBy(d -> d.contains("kind: EventTopology")));
        List<List<List<String>>> others = new ArrayList<>();
        others.add(List.of(kinds.get(false), kinds.get(true)));
        for (long seed = 1; seed <= SHUFFLES; seed++) {
            List<String> shuffled = new ArrayList<>(documents);
            Collections.shuffle(shuffled, new Random(seed));
            others.add(List.of(shuffled));
        }

        Map<String, Object> reference = new TreeMap<>();
        end(List.of(documents), reference);
        assertThat(reference).hasSizeGreaterThan(TOPOLOGIES * 3 * 8);
        // Two at a time: most of the time is waiting for the last details.
        try (ExecutorService clusters = Executors.newFixedThreadPool(2)) {
            List<Future<?>> ends = new ArrayList<>();
            for (List<List<String>> batches : others) {
                ends.add(clusters.submit(() -> {
                    end(batches, reference);
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
    }

    /**
     * Applies the documents to an empty cluster, one batch after the other, each after the operator answered all of the one
     * before, and compares the end with the reference, or fills it in when it is empty.
     */
    private static void end(List<List<String>> batches, Map<String, Object> reference) throws Exception {
        try (KafkaBroker broker = KafkaBroker.plain();
                OperatorHarness harness = OperatorHarness.start();
                StandInKubelet kubelet = StandInKubelet.start(harness.admin());
                Readiness readiness = Readiness.watch(harness.admin())) {
            ManyResources.namespaces(TOPOLOGIES).forEach(harness::createNamespace);
            harness.createNamespace(ELSEWHERE);
            harness.startOperator("""
                    kafka:
                      clusters:
                        - name: main
                          provisioner: Direct
                          bootstrapServers: {none: "kafka.infra.svc:9092"}
                          adminBootstrapServers: "%s"
                    """.formatted(broker.bootstrapServers()));
            for (List<String> batch : batches) {
                ManyResources.apply(harness, batch);
                readiness.awaitAnswers();
            }
            readiness.await(batches.stream().mapToInt(List::size).sum() + 4, Duration.ofMinutes(2));
            if (reference.isEmpty()) {
                Awaitility.await("The end, which stays as it is")
                        .atMost(Duration.ofMinutes(2))
                        .during(Duration.ofSeconds(15))
                        .pollInterval(Duration.ofSeconds(5))
                        .until(() -> isUnchanged(reference, picture(harness)));
            } else {
                // The last details of a status are written some seconds after Ready.
                Awaitility.await("The same end")
                        .atMost(Duration.ofSeconds(40))
                        .pollInterval(Duration.ofSeconds(1))
                        .untilAsserted(() -> assertThat(differences("", reference, picture(harness)))
                                .isEmpty());
            }
        }
    }

    private static boolean isUnchanged(Map<String, Object> last, Map<String, Object> now) {
        boolean same = last.equals(now);
        last.clear();
        last.putAll(now);
        return same;
    }

    /** Our resources and all that the operator made of them: kind, namespace and name → the object. */
    private static Map<String, Object> picture(OperatorHarness harness) {
        Map<String, Object> picture = new TreeMap<>();
        for (ResourceKind kind : List.of(
                ResourceKind.EVENT_TOPOLOGY,
                ResourceKind.EVENT_SERVICE,
                ResourceKind.SECRET,
                ResourceKind.CONFIGURATION,
                ResourceKind.RESILIENCY,
                ResourceKind.COMPONENT,
                ResourceKind.SUBSCRIPTION,
                ResourceKind.SERVICE_ACCOUNT,
                ResourceKind.SERVICE,
                ResourceKind.DEPLOYMENT,
                ResourceKind.POD_DISRUPTION_BUDGET,
                ResourceKind.NETWORK_POLICY,
                ResourceKind.TRIGGER_AUTHENTICATION,
                ResourceKind.SCALED_OBJECT)) {
            for (GenericKubernetesResource object : harness.admin()
                    .genericKubernetesResources(kind.context())
                    .inAnyNamespace()
                    .list()
                    .getItems()) {
                Map<String, String> labels = object.getMetadata().getLabels();
                if (kind.group().equals(ResourceKind.EVENT_SERVICE.group())
                        || (labels != null && Labels.OPERATOR.equals(labels.get(Labels.MANAGED_BY)))) {
                    picture.put(
                            kind.kind() + " " + object.getMetadata().getNamespace() + "/"
                                    + object.getMetadata().getName(),
                            withoutChosen(
                                    harness.admin().getKubernetesSerialization().convertValue(object, Map.class)));
                }
            }
        }
        return picture;
    }

    /** Where two pictures differ, and how. */
    private static List<String> differences(String path, @Nullable Object expected, @Nullable Object actual) {
        if (Objects.equals(expected, actual)) {
            return List.of();
        }
        List<String> differences = new ArrayList<>();
        if (expected instanceof Map<?, ?> one && actual instanceof Map<?, ?> other) {
            Set<Object> keys = new LinkedHashSet<>(one.keySet());
            keys.addAll(other.keySet());
            keys.forEach(key -> differences.addAll(differences(path + "/" + key, one.get(key), other.get(key))));
        } else if (expected instanceof List<?> one && actual instanceof List<?> other && one.size() == other.size()) {
            for (int i = 0; i < one.size(); i++) {
                differences.addAll(differences(path + "/" + i, one.get(i), other.get(i)));
            }
        } else {
            differences.add(path + ": " + expected + " became " + actual);
        }
        return differences;
    }

    private static Object withoutChosen(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> kept = new TreeMap<>();
            map.forEach((key, member) -> {
                if (!NOT_OURS.contains(String.valueOf(key)) && member != null) {
                    kept.put(String.valueOf(key), withoutChosen(member));
                }
            });
            return kept;
        }
        return value instanceof List<?> list
                ? list.stream().map(AnyOrderTest::withoutChosen).toList()
                : value;
    }
}
