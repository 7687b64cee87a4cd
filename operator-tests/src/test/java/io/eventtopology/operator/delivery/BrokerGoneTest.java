package io.eventtopology.operator.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.tools.dapr.DaprSidecar;
import io.eventtopology.tools.kafka.KafkaBroker;
import io.eventtopology.tools.port.FreePorts;
import io.eventtopology.tools.standin.StandInKubelet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real sidecar that consumes from a real broker, or does not. */
class BrokerGoneTest {
    @TempDir
    Path folder;

    /**
     * Faults: the app does not listen, so that its sidecar loads everything and consumes nothing; then the broker is gone.
     */
    @Test
    void whatTheSidecarLoadedMustBeConsumedToo() throws IOException {
        try (OperatorHarness harness = OperatorHarness.start();
                StandInKubelet kubelet = StandInKubelet.start(harness.admin());
                KafkaBroker broker = KafkaBroker.plain();
                Shop shop = Shop.open(harness, "gone", """
                        deliveryVerification: {enabled: true, interval: PT1S}
                        resyncInterval: PT3S
                        kafka:
                          clusters:
                            - {name: my-cluster, provisioner: Direct, bootstrapServers: {none: "%s"}}
                        """.formatted(broker.bootstrapServers()))) {
            assertThat(kubelet.writes()).isNotNegative();
            shop.declareTopology("{kafka: {cluster: my-cluster}}");
            shop.declareService("notify", "image: example/notify:1");
            shop.awaitCondition("notify", "SubscriptionsReady", "True", "SubscriptionsReady");
            String address = Loopback.next();
            int port = FreePorts.find(1).getFirst();
            try (DaprSidecar daprd = new Daprd(shop, "notify", folder)
                    .bringObjects()
                    .settings(address)
                    .appPort(port)
                    .start()) {
                shop.runPod("notify", "notify-1", true, address);
                shop.delivers("notify", "Unknown", Duration.ofSeconds(4));
                shop.pass(Shop.GRACE);
                assertThat(shop.awaitDelivery("notify", "False", "GroupNotConsuming"))
                        .as("%s", daprd.metadata())
                        .contains(
                                "Consumer group gone.notify on Kafka cluster my-cluster",
                                "gone.task.completed, gone.task.created");

                HttpServer app = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
                app.createContext("/", exchange -> {
                    exchange.sendResponseHeaders(404, -1);
                    exchange.close();
                });
                app.start();
                try {
                    assertThat(shop.awaitDelivery("notify", "True", "Verified"))
                            .isEqualTo("Each sidecar has loaded 1 component and 2 subscriptions; consumer group"
                                    + " gone.notify on Kafka cluster my-cluster consumes them");
                    shop.awaitCondition("notify", "Ready", "True", "Ready");
                    shop.staysAt("notify", shop.versionOf("notify"), Duration.ofSeconds(5));

                    broker.stop();
                    assertThat(shop.awaitDelivery("notify", "False", "BrokerUnavailable"))
                            .contains("my-cluster", "did not answer");
                    shop.awaitCondition("notify", "Stalled", "False", "NotStalled");
                    broker.start();
                    shop.awaitDelivery("notify", "True", "Verified");
                    shop.awaitCondition("notify", "Ready", "True", "Ready");
                    assertThat(shop.events("PodEvicted")).isEmpty();
                } finally {
                    app.stop(0);
                }
            }
        }
    }
}
