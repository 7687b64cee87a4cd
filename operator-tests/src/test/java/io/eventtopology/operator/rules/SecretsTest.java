package io.eventtopology.operator.rules;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.tools.standin.StandInKubelet;
import io.eventtopology.tools.standin.StandInTopicOperator;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** No secret value leaves its Secret. */
class SecretsTest {
    private static final String CANARY = "canary-7f3a91c0";

    /**
     * Fault 48. Guard: values pass only from Secret to Secret ({@code SecretCopier}), and everything else refers by secretKeyRef.
     * Seen to fail with the copier logging what it copies, and with a component that carries the password as value.
     */
    @Test
    void aCanaryInEveryReferencedSecretShowsUpNowhereElse() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Logger ours = (Logger) LoggerFactory.getLogger("io.eventtopology");
        Level before = ours.getLevel();
        root.addAppender(log);
        ours.setLevel(Level.TRACE);
        try (OperatorHarness harness = OperatorHarness.start().allowStrimzi("kafka");
                StandInKubelet kubelet = StandInKubelet.start(harness.admin());
                StandInTopicOperator strimzi = StandInTopicOperator.start(harness.admin(), "kafka", "my-cluster")) {
            harness.createNamespace("shop");
            harness.apply(cluster());
            reportListener(harness);
            harness.apply(canarySecrets());
            harness.startOperator("kafka: {strimziNamespaces: [kafka]}");
            harness.apply(resources());
            harness.awaitServiceReady("shop", "mailer");
            harness.awaitServiceReady("shop", "cacher");
            putCanaryIntoUserSecret(harness);
            harness.awaitServiceReady("shop", "mailer");

            List<String> all = new ArrayList<>();
            for (String kind : List.of(
                    "eventtopologies,eventservices,components.dapr.io,subscriptions.dapr.io",
                    "resiliencies.dapr.io,configurations.dapr.io,deployments,services",
                    "serviceaccounts,networkpolicies,events,kafkatopics,kafkausers,configmaps")) {
                all.add(harness.plane()
                        .kubectl("get", kind, "--all-namespaces", "-o", "yaml", "--show-managed-fields")
                        .stdout());
            }
            assertThat(all)
                    .hasSize(3)
                    .allSatisfy(yaml -> assertThat(yaml)
                            .hasSizeGreaterThan(100)
                            .doesNotContain(CANARY)
                            .doesNotContain(encoded()));
            assertThat(log.list)
                    .isNotEmpty()
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .noneMatch(line -> line.contains(CANARY) || line.contains(encoded()));
            assertThat(harness.admin()
                            .secrets()
                            .inNamespace("shop")
                            .withName("mailer-kafka")
                            .get()
                            .getData())
                    .as("the copy itself works")
                    .containsValue(encoded());
            assertThat(strimzi.topics()).isNotEmpty();
            assertThat(kubelet.writes()).isPositive();
        } finally {
            root.detachAppender(log);
            ours.setLevel(before);
        }
    }

    private static String encoded() {
        return Base64.getEncoder().encodeToString(CANARY.getBytes(StandardCharsets.UTF_8));
    }

    private static void putCanaryIntoUserSecret(OperatorHarness harness) {
        harness.admin().secrets().inNamespace("kafka").withName("shop.mailer").edit(secret -> {
            secret.getData().put("password", encoded());
            return secret;
        });
        org.awaitility.Awaitility.await("copy follows")
                .atMost(OperatorHarness.PATIENCE)
                .until(() -> {
                    Secret copy = harness.admin()
                            .secrets()
                            .inNamespace("shop")
                            .withName("mailer-kafka")
                            .get();
                    return copy != null && copy.getData().containsValue(encoded());
                });
    }

    private static void reportListener(OperatorHarness harness) {
        harness.plane()
                .kubectl(
                        "patch",
                        "kafka",
                        "my-cluster",
                        "-n",
                        "kafka",
                        "--subresource=status",
                        "--type=merge",
                        "-p",
                        "{\"status\":{\"listeners\":[{\"name\":\"tls\",\"bootstrapServers\":\"my-cluster-kafka-bootstrap.kafka.svc:9093\"}]}}");
    }

    private static String cluster() {
        return """
                apiVersion: kafka.strimzi.io/v1
                kind: Kafka
                metadata: {name: my-cluster, namespace: kafka}
                spec:
                  kafka:
                    listeners:
                      - {name: tls, port: 9093, type: internal, tls: true, authentication: {type: scram-sha-512}}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: my-cluster-cluster-ca-cert, namespace: kafka, labels: {strimzi.io/cluster: my-cluster}}
                stringData: {ca.crt: %s}
                """.formatted(CANARY);
    }

    private static String canarySecrets() {
        return """
                apiVersion: v1
                kind: Secret
                metadata: {name: redis, namespace: shop}
                stringData: {password: %1$s, username: %1$s}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: db, namespace: shop}
                stringData: {url: %1$s, username: %1$s, password: %1$s}
                """.formatted(CANARY);
    }

    private static String resources() {
        return """
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: todos, namespace: shop}
                spec:
                  broker: {kafka: {cluster: my-cluster, namespace: kafka, auth: {type: scramSha512}}}
                  events: [{type: todos.task.created}]
                ---
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: cached, namespace: shop}
                spec:
                  broker:
                    redis:
                      host: "redis.infra.svc:6379"
                      username: {name: redis, key: username}
                      password: {name: redis, key: password}
                  events: [{type: cache.entry.expired}]
                ---
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: mailer, namespace: shop}
                spec:
                  topologyRef: {name: todos}
                  image: registry.example/mailer:1
                  database: {secretRef: {name: db}}
                  env: [{name: TOKEN, secretKeyRef: {name: db, key: password}}]
                  subscribes: [{event: todos.task.created, route: /created}]
                ---
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: cacher, namespace: shop}
                spec:
                  topologyRef: {name: cached}
                  image: registry.example/cacher:1
                  subscribes: [{event: cache.entry.expired, route: /expired}]
                """;
    }
}
