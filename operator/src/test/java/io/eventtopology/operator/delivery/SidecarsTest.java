package io.eventtopology.operator.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.operator.watch.ResourceKind;
import io.eventtopology.tools.dapr.DaprSidecar;
import io.eventtopology.tools.dapr.SidecarPorts;
import io.eventtopology.tools.standin.StandInKubelet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real daprd loaded, on the port where the operator asks a pod. */
class SidecarsTest {
    private static final ResourceKind[] ALL = {
        ResourceKind.COMPONENT, ResourceKind.SUBSCRIPTION, ResourceKind.RESILIENCY
    };

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

    private DaprSidecar sidecar(Shop shop, String appId, String address) {
        Path configuration = folder.resolve("configuration");
        shop.writeDaprObjects(configuration, ResourceKind.CONFIGURATION);
        SidecarPorts free = SidecarPorts.free();
        return DaprSidecar.of(appId, folder.resolve("daprd"))
                .namespace(shop.namespace())
                .resources(folder.resolve("resources"))
                .configuration(configuration.resolve("configurations-" + appId + ".yaml"))
                .ports(new SidecarPorts(free.http(), free.grpc(), free.internalGrpc(), free.metrics(), 3501))
                .publicAddress(address)
                .start();
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

            shop.writeDaprObjects(folder.resolve("resources"), ALL);
            try (DaprSidecar daprd = sidecar(shop, "notify", address)) {
                shop.runPod("notify", "notify-2", true, address);
                assertThat(shop.awaitDelivery("notify", "True", "Verified"))
                        .as("%s", daprd.metadata())
                        .isEqualTo("Each sidecar has loaded 1 component and 2 subscriptions");
                shop.awaitCondition("notify", "Ready", "True", "Ready");
                String version = shop.versionOf("notify");
                await().during(Duration.ofSeconds(5))
                        .atMost(Duration.ofSeconds(10))
                        .until(() -> shop.versionOf("notify").equals(version));
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
            Path resources = folder.resolve("resources");
            shop.writeDaprObjects(resources, ALL);
            Path subscription = resources.resolve("subscriptions-notify.unloaded.task.created.yaml");
            String yaml = Files.readString(subscription);
            Files.delete(subscription);
            try (DaprSidecar daprd = sidecar(shop, "notify", address)) {
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
}
