package io.eventtopology.operator.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.tools.standin.StandInKubelet;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pods follow the Secrets that they read. */
class SecretRotationTest {
    private static final String VERSIONS = "eventtopology.io/secret-versions";

    /** Sooner than any resync, which these operators have after ten minutes: only the watch can tell. */
    private static final Duration SOON = Duration.ofSeconds(20);

    /**
     * Fault 33. Guard: the watch of Secrets that others own. Seen to fail when its changes were not routed to the services.
     */
    @Test
    void podsRollSoonAfterASecretOfSomebodyElseChanged() {
        try (OperatorHarness harness = OperatorHarness.start();
                StandInKubelet kubelet = StandInKubelet.start(harness.admin())) {
            harness.createNamespace("shop");
            write(harness, "first");
            harness.startOperator("resyncInterval: PT10M");
            harness.apply("""
                    apiVersion: eventtopology.io/v1beta1
                    kind: EventTopology
                    metadata: {name: todos, namespace: shop}
                    spec:
                      broker: {inMemory: {}}
                      events: [{type: todos.task.created}]
                    ---
                    apiVersion: eventtopology.io/v1beta1
                    kind: EventService
                    metadata: {name: mailer, namespace: shop}
                    spec:
                      topologyRef: {name: todos}
                      image: example.org/mailer:1
                      port: 8080
                      publishes: [{event: todos.task.created}]
                      database: {secretRef: {name: mailer-db}}
                    """);
            harness.awaitServiceReady("shop", "mailer");
            String before = versions(harness);
            assertThat(before).isEqualTo("mailer-db=" + version(harness));

            write(harness, "second");

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(versions(harness)).isEqualTo("mailer-db=" + version(harness)));
            assertThat(versions(harness)).isNotEqualTo(before);
            assertThat(kubelet.writes()).isPositive();
        }
    }

    private static void write(OperatorHarness harness, String password) {
        harness.admin()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace("shop")
                        .withName("mailer-db")
                        .endMetadata()
                        .withStringData(Map.of("url", "jdbc:x", "username", "mailer", "password", password))
                        .build())
                .serverSideApply();
    }

    private static String version(OperatorHarness harness) {
        Secret secret = harness.admin()
                .secrets()
                .inNamespace("shop")
                .withName("mailer-db")
                .require();
        return secret.getMetadata().getResourceVersion();
    }

    private static String versions(OperatorHarness harness) {
        return String.valueOf(harness.admin()
                .apps()
                .deployments()
                .inNamespace("shop")
                .withName("mailer")
                .require()
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .get(VERSIONS));
    }
}
