package io.eventtopology.operator.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.tools.dapr.DaprSidecar;
import io.eventtopology.tools.standin.StandInKubelet;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real daprd loaded, on the port where the operator asks a pod. */
class SidecarsTest {
    private static OperatorHarness harness;
    private static StandInKubelet kubelet;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        harness = OperatorHarness.start();
        kubelet = StandInKubelet.start(harness.admin());
    }

    @AfterAll
    static void stop() {
        kubelet.close();
        harness.close();
    }

    /** Fault: the injector was down when the pod was created. */
    @Test
    void aPodWithoutSidecarIsReportedAndEvictedAndTheNextOneIsVerified() {
        try (Shop shop = Shop.open(harness, "missing")) {
            shop.declareTopology("{inMemory: {}}");
            shop.declareService("notify", "image: example/notify:1");
            String address = Loopback.next();
            shop.runPod("notify", "notify-1", false, Loopback.next());
            shop.awaitDelivery("notify", "Unknown", "NotYet");
            shop.delivers("notify", "Unknown", Duration.ofSeconds(2));

            shop.pass(Shop.GRACE);
            assertThat(shop.awaitDelivery("notify", "False", "SidecarMissing"))
                    .contains("Pod notify-1", "dapr-sidecar-injector");
            shop.awaitCondition("notify", "Ready", "False", "SidecarMissing");
            shop.awaitCondition("notify", "Stalled", "False", "NotStalled");
            shop.awaitEvicted("notify-1");
            await().untilAsserted(() -> assertThat(shop.events("PodEvicted"))
                    .singleElement()
                    .asString()
                    .contains("notify-1", "SidecarMissing"));

            try (DaprSidecar daprd =
                    new Daprd(shop, "notify", folder).bringObjects().start(address)) {
                shop.runPod("notify", "notify-2", true, address);
                assertThat(shop.awaitDelivery("notify", "True", "Verified"))
                        .as("%s", daprd.metadata())
                        .isEqualTo("Each sidecar has loaded 1 component and 2 subscriptions");
                shop.awaitCondition("notify", "Ready", "True", "Ready");
                shop.staysAt("notify", shop.versionOf("notify"), Duration.ofSeconds(5));
            }
        }
    }

    /** Fault: a subscription that the sidecar did not load, with a sidecar that reloads and an operator that may not restart. */
    @Test
    void aSubscriptionThatIsNotLoadedIsReportedUntilItIs() throws IOException {
        try (Shop shop = Shop.open(
                harness, "unloaded", "deliveryVerification: {enabled: true, interval: PT1S, restart: false}")) {
            shop.declareTopology("{inMemory: {}}");
            shop.declareService("notify", "image: example/notify:1");
            String address = Loopback.next();
            shop.runPod("notify", "notify-1", true, address);
            shop.awaitCondition("notify", "SubscriptionsReady", "True", "SubscriptionsReady");
            Daprd settings = new Daprd(shop, "notify", folder).bringObjects();
            Path subscription = settings.subscription("unloaded.task.created");
            String yaml = Files.readString(subscription);
            try (DaprSidecar daprd = settings.without("unloaded.task.created").start(address)) {
                shop.delivers("notify", "Unknown", Duration.ofSeconds(2));
                shop.pass(Shop.GRACE);
                assertThat(shop.awaitDelivery("notify", "False", "SubscriptionNotLoaded"))
                        .contains("notify-1", "unloaded.task.created", "kubectl logs");
                shop.awaitCondition("notify", "Stalled", "True", "SubscriptionNotLoaded");
                shop.pass(Shop.GRACE);

                Files.writeString(subscription, yaml);
                shop.awaitDelivery("notify", "True", "Verified");

                Files.writeString(subscription, yaml.replace("/events/created", "/elsewhere"));
                await().untilAsserted(
                                () -> assertThat(daprd.metadata().toString()).contains("/elsewhere"));
                shop.delivers("notify", "True", Duration.ofSeconds(2));
                shop.pass(Shop.GRACE);
                assertThat(shop.awaitDelivery("notify", "False", "SubscriptionNotLoaded"))
                        .contains("as it is declared now");
                assertThat(shop.pod("notify-1")).isPresent();
            }
        }
    }

    /**
     * A pod that starts says nothing, one that stays silent does; a restart of the operator writes nothing. Seen to fail when a
     * service is called verified only if all of its pods are.
     */
    @Test
    void aSilentPodIsReportedAfterAWhileAndNothingFlaps() {
        try (Shop shop = Shop.open(harness, "silent")) {
            shop.declareTopology("{inMemory: {}}");
            shop.declareService("notify", "image: example/notify:1");
            String address = Loopback.next();
            shop.runPod("notify", "notify-1", true, address);
            shop.awaitCondition("notify", "SubscriptionsReady", "True", "SubscriptionsReady");
            try (DaprSidecar daprd =
                    new Daprd(shop, "notify", folder).bringObjects().start(address)) {
                assertThat(daprd.isRunning()).isTrue();
                shop.awaitDelivery("notify", "True", "Verified");
                shop.awaitCondition("notify", "Ready", "True", "Ready");
                await().untilAsserted(() -> assertThat(shop.operator().metrics().scrape())
                        .contains("eventtopology_sidecars{state=\"verified\"} 1.0"));

                String version = shop.versionOf("notify");
                shop.runPod("notify", "notify-2", true, Loopback.next());
                shop.staysAt("notify", version, Duration.ofSeconds(3));
                shop.restartOperator();
                shop.staysAt("notify", version, Duration.ofSeconds(4));

                shop.pass(Shop.GRACE);
                assertThat(shop.awaitDelivery("notify", "False", "SidecarUnreachable"))
                        .contains("The sidecar of pod notify-2 cannot be connected to on port 3501", "NetworkPolicy");
                shop.awaitCondition("notify", "Stalled", "False", "NotStalled");
                await().untilAsserted(() -> assertThat(shop.operator().metrics().scrape())
                        .contains("eventtopology_sidecars{state=\"unreachable\"} 1.0"));
                shop.deletePod("notify-2");
                shop.awaitDelivery("notify", "True", "Verified");
                assertThat(shop.events("PodEvicted")).isEmpty();
            }
        }
    }

    /** A Deployment that is only wired is not the operator's to restart. */
    @Test
    void aForeignDeploymentIsReportedAndLeftAlone() {
        try (Shop shop = Shop.open(harness, "foreign")) {
            shop.declareTopology("{inMemory: {}}");
            shop.declareService("legacy", "appId: old-app");
            assertThat(shop.awaitDelivery("legacy", "True", "NotManaged")).contains("app id old-app");
            shop.awaitCondition("legacy", "Ready", "True", "Ready");

            shop.runForeignPod("old-app", "old-1", false, Loopback.next());
            shop.runForeignPod("another-app", "other-1", false, Loopback.next());
            shop.pass(Shop.GRACE);
            assertThat(shop.awaitDelivery("legacy", "False", "SidecarMissing")).contains("Pod old-1");
            shop.awaitCondition("legacy", "Stalled", "True", "SidecarMissing");
            shop.pass(Duration.ofMinutes(20));
            shop.delivers("legacy", "False", Duration.ofSeconds(2));
            assertThat(shop.pod("old-1")).isPresent();
            shop.deletePod("old-1");

            String address = Loopback.next();
            shop.awaitDelivery("legacy", "True", "NotManaged");
            try (DaprSidecar daprd =
                    new Daprd(shop, "legacy", "old-app", folder).bringObjects().start(address)) {
                shop.runForeignPod("old-app", "old-2", true, address);
                assertThat(shop.awaitDelivery("legacy", "True", "Verified"))
                        .as("%s", daprd.metadata())
                        .contains("2 subscriptions");
            }
        }
    }

    /** KEDA, or a person, wants no pods: nothing is wrong with that. */
    @Test
    void aServiceWithoutPodsIsNotYetVerifiedUnlessNoneIsWanted() {
        try (Shop shop = Shop.open(harness, "empty")) {
            shop.declareTopology("{inMemory: {}}");
            shop.declareService("notify", "image: example/notify:1", "replicas: 0");
            shop.awaitDelivery("notify", "True", "ScaledToZero");
            shop.declareService("notify", "image: example/notify:1", "replicas: 1");
            shop.delivers("notify", "True", Duration.ofSeconds(2));
            shop.pass(Duration.ofMinutes(3));
            shop.awaitDelivery("notify", "Unknown", "NotYet");
            shop.awaitCondition("notify", "Ready", "False", "NotYet");
        }
    }

    /** Fault: a role from before the upgrade. */
    @Test
    void whoMayNotReadPodsSaysSoUntilItMay() {
        ClusterRole role = harness.admin()
                .rbac()
                .clusterRoles()
                .withName("event-topology-operator")
                .get();
        harness.admin()
                .resource(new ClusterRoleBuilder(role)
                        .withRules(role.getRules().stream()
                                .filter(rule -> !rule.getResources().contains("pods"))
                                .toList())
                        .build())
                .update();
        try (Shop shop = Shop.open(harness, "blind")) {
            shop.declareTopology("{inMemory: {}}");
            shop.declareService("notify", "image: example/notify:1", "replicas: 0");
            shop.declareService("legacy", "appId: old-app");
            for (String service : List.of("notify", "legacy")) {
                await().atMost(OperatorHarness.PATIENCE)
                        .untilAsserted(() -> assertThat(shop.awaitDelivery(service, "Unknown", "NotYet"))
                                .contains("list and watch on pods"));
            }
            restoreRules(role);
            shop.awaitDelivery("notify", "True", "ScaledToZero");
            shop.awaitDelivery("legacy", "True", "NotManaged");
        } finally {
            restoreRules(role);
        }
    }

    private static void restoreRules(ClusterRole role) {
        harness.admin()
                .rbac()
                .clusterRoles()
                .withName(role.getMetadata().getName())
                .edit(now ->
                        new ClusterRoleBuilder(now).withRules(role.getRules()).build());
    }

    /** A topology sums up its bundled services. */
    @Test
    void aTopologyIsVerifiedWhenItsServicesAre() {
        try (Shop shop = Shop.open(harness, "bundled")) {
            harness.apply("""
                    apiVersion: eventtopology.io/v1beta1
                    kind: EventTopology
                    metadata: {name: todos, namespace: bundled}
                    spec:
                      broker: {inMemory: {}}
                      events: [{type: users.account.registered}]
                      bundledServices: [User]
                    """);
            shop.runPod("user", "user-1", false, Loopback.next());
            shop.pass(Shop.GRACE);
            shop.awaitDelivery("user", "False", "SidecarMissing");
            await().atMost(OperatorHarness.PATIENCE)
                    .untilAsserted(() -> assertThat(harness.topologyCondition("bundled", "todos", "DeliveryVerified"))
                            .hasValueSatisfying(condition -> {
                                assertThat(condition.status()).isEqualTo("False");
                                assertThat(condition.message()).contains("user");
                            }));
            shop.awaitEvicted("user-1");
            String address = Loopback.next();
            shop.runPod("user", "user-2", true, address);
            try (DaprSidecar daprd =
                    new Daprd(shop, "user", folder).bringObjects().start(address)) {
                assertThat(daprd.isRunning()).isTrue();
                harness.awaitTopologyReady("bundled", "todos");
                assertThat(harness.topologyCondition("bundled", "todos", "DeliveryVerified"))
                        .hasValueSatisfying(
                                condition -> assertThat(condition.status()).isEqualTo("True"));
            }
        }
    }
}
