package io.eventtopology.operator.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.tools.dapr.DaprSidecar;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which pods are evicted, and how often. */
class MendingTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static OperatorHarness harness;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        harness = OperatorHarness.start();
    }

    @AfterAll
    static void stop() {
        harness.close();
    }

    private static void stays(Shop shop, String pod) {
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(10))
                .until(() -> shop.pod(pod).isPresent());
    }

    /** Fault: the injector stays down. Seen to fail without the pause that grows. */
    @Test
    void whatDoesNotHelpIsTriedEverMoreRarely() {
        try (Shop shop = Shop.open(harness, "pace")) {
            shop.declareTopology("{inMemory: {}}");
            shop.declareService("notify", "image: example/notify:1");
            shop.runPod("notify", "notify-0", false, Loopback.next());
            stays(shop, "notify-0");
            shop.pass(Shop.GRACE);
            shop.awaitEvicted("notify-0");

            List<Integer> minutes = List.of(1, 2, 4);
            for (int i = 0; i < minutes.size(); i++) {
                String pod = "notify-" + (i + 1);
                shop.runPod("notify", pod, false, Loopback.next());
                shop.pass(MINUTE.multipliedBy(minutes.get(i)).minusSeconds(20));
                stays(shop, pod);
                shop.pass(Duration.ofSeconds(20));
                shop.awaitEvicted(pod);
            }
            await().untilAsserted(() -> assertThat(shop.events("PodEvicted")).hasSize(4));
            assertThat(shop.operator().metrics().scrape())
                    .contains("eventtopology_pods_evicted_total{reason=\"SidecarMissing\"} 4.0");
        }
    }

    /** Of several pods only one goes at a time, and none while another starts or ends. */
    @Test
    void onePodAtATime() {
        try (Shop shop = Shop.open(harness, "single")) {
            shop.declareTopology("{inMemory: {}}");
            shop.declareService("notify", "image: example/notify:1");
            shop.runPod("notify", "notify-1", false, Loopback.next());
            shop.runPod("notify", "notify-2", false, Loopback.next());
            // While one starts, both stay, so that what is said of them can be read before the first is gone.
            shop.createPod("notify", "notify-0");
            shop.pass(Shop.GRACE);
            assertThat(shop.awaitDelivery("notify", "False", "SidecarMissing")).contains("notify-1");
            shop.deletePod("notify-0");
            shop.awaitEvicted("notify-1");
            shop.createPod("notify", "notify-3");
            shop.pass(MINUTE.multipliedBy(30));
            stays(shop, "notify-2");
            shop.deletePod("notify-3");
            shop.awaitEvicted("notify-2");
        }
    }

    /** Nobody restarts a whole cluster because the injector is down. */
    @Test
    void whileTheInjectorIsDownOneServiceFindsOut() {
        try (Shop shop = Shop.open(harness, "injector")) {
            shop.declareTopology("{inMemory: {}}");
            List<String> services = List.of("mailer", "notify", "printer");
            for (String service : services) {
                shop.declareService(service, "image: example/app:1");
                shop.runPod(service, service + "-1", false, Loopback.next());
            }
            shop.pass(Shop.GRACE);
            services.forEach(service -> shop.awaitDelivery(service, "False", "SidecarMissing"));
            await().until(() -> present(shop, services).count() == 2);
            await().during(Duration.ofSeconds(3))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> present(shop, services).count() == 2);
            String first = services.stream()
                    .filter(service -> shop.pod(service + "-1").isEmpty())
                    .findFirst()
                    .orElseThrow();

            shop.runPod(first, first + "-2", true, Loopback.next());
            await().atMost(OperatorHarness.PATIENCE)
                    .until(() -> present(shop, services).count() == 0);
        }
    }

    private static Stream<String> present(Shop shop, List<String> services) {
        return services.stream().filter(service -> shop.pod(service + "-1").isPresent());
    }

    /** A budget counts: pods are evicted, not deleted. */
    @Test
    void aBudgetThatForbidsItIsRespected() {
        try (Shop shop = Shop.open(harness, "budget")) {
            shop.declareTopology("{inMemory: {}}");
            shop.declareService("notify", "image: example/notify:1", "replicas: 2");
            shop.runPod("notify", "notify-1", false, Loopback.next());
            allow(shop, 0);
            shop.pass(Shop.GRACE);
            await().atMost(OperatorHarness.PATIENCE)
                    .untilAsserted(() -> assertThat(shop.events("EvictionRefused"))
                            .singleElement()
                            .asString()
                            .contains("notify-1", "PodDisruptionBudget"));
            stays(shop, "notify-1");
            assertThat(shop.events("EvictionRefused")).hasSize(1);
            allow(shop, 1);
            shop.pass(MINUTE);
            shop.awaitEvicted("notify-1");
        }
    }

    /** There is no controller here that counts. */
    private static void allow(Shop shop, int disruptions) {
        PodDisruptionBudget budget = await().until(
                        () -> harness.admin()
                                .policy()
                                .v1()
                                .podDisruptionBudget()
                                .inNamespace(shop.namespace())
                                .withName("notify")
                                .get(),
                        found -> found != null);
        harness.admin()
                .resource(new PodDisruptionBudgetBuilder(budget)
                        .withNewStatus()
                        .withObservedGeneration(budget.getMetadata().getGeneration())
                        .withDisruptionsAllowed(disruptions)
                        .withCurrentHealthy(2)
                        .withDesiredHealthy(2 - disruptions)
                        .withExpectedPods(2)
                        .endStatus()
                        .build())
                .updateStatus();
    }

    /** A sidecar that did not reload a subscription gets a minute for it. */
    @Test
    void aSidecarWithoutASubscriptionIsRestarted() {
        try (Shop shop = Shop.open(harness, "stale")) {
            shop.declareTopology("{inMemory: {}}");
            shop.declareService("notify", "image: example/notify:1");
            shop.awaitCondition("notify", "SubscriptionsReady", "True", "SubscriptionsReady");
            String address = Loopback.next();
            Daprd settings = new Daprd(shop, "notify", folder).bringObjects().without("stale.task.completed");
            try (DaprSidecar daprd = settings.start(address)) {
                shop.runPod("notify", "notify-1", true, address);
                shop.delivers("notify", "Unknown", Duration.ofSeconds(3));
                shop.pass(Duration.ofSeconds(40));
                assertThat(shop.awaitDelivery("notify", "False", "SubscriptionNotLoaded"))
                        .as("%s", daprd.metadata())
                        .contains("stale.task.completed");
                stays(shop, "notify-1");
                shop.pass(Duration.ofSeconds(30));
                shop.awaitEvicted("notify-1");
            }
        }
    }
}
