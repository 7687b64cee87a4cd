package io.eventtopology.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.crds.EventService;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What breaks delivery behind the back of all objects is said by DeliveryVerified, and mended where a restart mends it. */
@Tag("cluster")
@Order(25)
class DeliveryVerifiedTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String INJECTOR = "dapr-sidecar-injector";

    private final ClusterUnderTest cluster = ClusterUnderTest.current();

    @Test
    void aPodWithoutItsSidecarIsSaidAndRestartedOnceTheInjectorIsBack() {
        TodoShop shop = TodoShop.running();
        awaitVerified("True", "Verified");
        try {
            cluster.kubectl("-n", "dapr-system", "scale", "deployment", INJECTOR, "--replicas=0");
            awaitNoPods(INJECTOR);
            cluster.kubectl("-n", TodoShop.NAMESPACE, "delete", "pod", "-l", "eventtopology.io/service=notify");

            awaitVerified("False", "SidecarMissing");
        } finally {
            cluster.kubectl("-n", "dapr-system", "scale", "deployment", INJECTOR, "--replicas=1");
        }
        cluster.kubectl("-n", "dapr-system", "rollout", "status", "deployment", INJECTOR, "--timeout=120s");

        awaitVerified("True", "Verified");
        assertThat(shop.pods())
                .filteredOn(pod -> !pod.isMarkedForDeletion())
                .allSatisfy(pod -> assertThat(pod.getSpec().getContainers()).hasSize(2));
        var flow = shop.flow();
        flow.awaitMessages(flow.create(flow.register("Ada"), "With a sidecar again"), 1);
    }

    @Test
    void aSubscriptionThatASidecarDidNotLoadIsSaid() {
        TodoShop shop = TodoShop.running();
        shop.databases().create("counter");
        counter("todos.task.created");
        awaitVerified("counter", "True", "Verified");
        try {
            // Without Dapr's operator no sidecar hears of a new subscription.
            cluster.kubectl("-n", "dapr-system", "scale", "deployment", "dapr-operator", "--replicas=0");
            awaitNoPods("dapr-operator");
            counter("todos.task.created", "todos.task.completed");

            awaitVerified("counter", "False", "SubscriptionNotLoaded");
        } finally {
            cluster.kubectl("-n", "dapr-system", "scale", "deployment", "dapr-operator", "--replicas=1");
        }

        awaitVerified("counter", "True", "Verified");
        cluster.kubectl("-n", TodoShop.NAMESPACE, "delete", "eventservice", "counter", "--timeout=120s");
    }

    @Test
    void aBrokerThatIsGoneIsSaid() {
        assumeThat(cluster.options().brokerStop())
                .as("aBrokerThatIsGoneIsSaid is SKIPPED: --broker-stop does not say how to stop the broker")
                .isNotBlank();
        TodoShop shop = TodoShop.running();
        awaitVerified("True", "Verified");
        try {
            run(cluster.options().brokerStop());

            awaitVerified("False", "BrokerUnavailable");
        } finally {
            run(cluster.options().brokerStart());
        }

        awaitVerified("True", "Verified");
        shop.awaitReady();
        var flow = shop.flow();
        flow.awaitMessages(flow.create(flow.register("Ada"), "With a broker again"), 1);
    }

    private void run(String command) {
        var result = cluster.attempt(Duration.ofMinutes(2), "sh", "-c", command);
        assertThat(result.exit()).as("%s: %s", command, result.stderr()).isZero();
    }

    private void awaitNoPods(String app) {
        await().atMost(PATIENCE)
                .until(() -> cluster.kubectl("-n", "dapr-system", "get", "pods", "-l", "app=" + app, "-o", "name")
                        .isBlank());
    }

    /** A second reader of the todo events, which consumes these. */
    private void counter(String... events) {
        String subscribes = Stream.of(events)
                .map(event -> "{event: " + event + ", route: /events/"
                        + event.replaceAll("\\w+\\.(\\w+)\\.(\\w+)", "$1-$2") + "}")
                .collect(Collectors.joining(", ", "[", "]"));
        cluster.apply("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: counter, namespace: shop}
                spec:
                  topologyRef: {name: todos}
                  preset: Analytics
                  subscribes: %s
                """.formatted(subscribes));
    }

    private void awaitVerified(String status, String reason) {
        awaitVerified("notify", status, reason);
    }

    private void awaitVerified(String service, String status, String reason) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(cluster.client()
                                .resources(EventService.class)
                                .inNamespace(TodoShop.NAMESPACE)
                                .withName(service)
                                .require()
                                .getStatus()
                                .conditions())
                        .filteredOn(condition -> condition.type().equals("DeliveryVerified"))
                        .singleElement()
                        .satisfies(condition -> {
                            assertThat(condition.reason())
                                    .as(condition.message())
                                    .isEqualTo(reason);
                            assertThat(condition.status()).isEqualTo(status);
                        }));
    }
}
