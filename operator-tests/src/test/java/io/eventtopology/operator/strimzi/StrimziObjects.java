package io.eventtopology.operator.strimzi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.crds.Condition;
import io.eventtopology.operator.harness.OperatorHarness;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Strimzi's objects on the harness's API server, written and read as Strimzi's cluster operator and administrators would.
 */
public record StrimziObjects(OperatorHarness harness) {
    private static final String LISTENERS = """
                - {name: plain, port: 9092, type: internal, tls: false}
                - {name: tls, port: 9093, type: internal, tls: true, authentication: {type: tls}}
                - {name: scram, port: 9094, type: internal, tls: true, authentication: {type: scram-sha-512}}
            """;

    /**
     * A Kafka cluster with a listener for each way to authenticate and ACLs, and its authority, as Strimzi makes it ready.
     */
    public void readyKafka(String namespace, String name) {
        kafka(namespace, name, "authorization: {type: simple}", LISTENERS);
        authority(namespace, name, "authority of " + name);
        publishAddresses(namespace, name, "plain", "tls", "scram");
    }

    /** A Kafka cluster that Strimzi has not looked at yet. */
    void kafka(String namespace, String name) {
        kafka(namespace, name, "authorization: {type: simple}", LISTENERS);
    }

    /**
     * The same as the test wants it.
     *
     * @param setting a member of spec.kafka
     * @param listeners items of spec.kafka.listeners, indented by 4
     */
    void kafka(String namespace, String name, String setting, String listeners) {
        harness.apply(
                """
                apiVersion: kafka.strimzi.io/v1
                kind: Kafka
                metadata: {name: %s, namespace: %s}
                spec:
                  kafka:
                    %s
                    listeners:
                %s
                  entityOperator: {topicOperator: {}, userOperator: {}}
                """.formatted(name, namespace, setting, listeners.indent(4).stripTrailing()));
    }

    /** Sets the status as Strimzi's cluster operator does when the brokers run. */
    void publishAddresses(String namespace, String name, String... listeners) {
        var resource = harness.admin()
                .genericKubernetesResources("kafka.strimzi.io/v1", "Kafka")
                .inNamespace(namespace)
                .withName(name);
        GenericKubernetesResource kafka = resource.get();
        List<Map<String, String>> published = java.util.Arrays.stream(listeners)
                .map(listener -> Map.of("name", listener, "bootstrapServers", address(namespace, name, listener)))
                .toList();
        kafka.setAdditionalProperty("status", Map.of("listeners", published));
        harness.admin().resource(kafka).updateStatus();
    }

    /** The address that a listener has. */
    static String address(String namespace, String cluster, String listener) {
        return cluster + "-" + listener + "." + namespace + ".svc:9092";
    }

    /** The Secret with the certificate of the brokers' authority. */
    void authority(String namespace, String cluster, String certificate) {
        harness.admin()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(cluster + "-cluster-ca-cert")
                        .addToLabels("strimzi.io/cluster", cluster)
                        .addToLabels("strimzi.io/kind", "Kafka")
                        .endMetadata()
                        .withStringData(
                                Map.of("ca.crt", certificate, "ca.p12", "not for apps", "ca.password", "secret"))
                        .build())
                .serverSideApply();
    }

    KafkaTopic topic(String namespace, String name) {
        return harness.admin()
                .resources(KafkaTopic.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    List<KafkaTopic> topics(String namespace) {
        return harness.admin()
                .resources(KafkaTopic.class)
                .inNamespace(namespace)
                .list()
                .getItems();
    }

    KafkaUser user(String namespace, String name) {
        return harness.admin()
                .resources(KafkaUser.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    Secret secret(String namespace, String name) {
        return harness.admin().secrets().inNamespace(namespace).withName(name).get();
    }

    /** Applies a topology on a Strimzi cluster. */
    void topology(String namespace, String name, String broker, String events, String... members) {
        harness.apply("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: %s, namespace: %s}
                spec:
                  broker: {kafka: %s}
                  events: %s
                %s
                """.formatted(
                        name,
                        namespace,
                        broker,
                        events,
                        String.join("\n", members).indent(2).stripTrailing()));
    }

    /** Waits for a condition of a topology with this status and reason. */
    Condition awaitTopology(String namespace, String name, String type, String status, String reason) {
        return awaitCondition(() -> harness.topologyCondition(namespace, name, type), type, status, reason);
    }

    /** Waits for a condition of a service with this status and reason. */
    Condition awaitService(String namespace, String name, String type, String status, String reason) {
        return awaitCondition(() -> harness.serviceCondition(namespace, name, type), type, status, reason);
    }

    private static Condition awaitCondition(
            Supplier<Optional<Condition>> condition, String type, String status, String reason) {
        await(type + " is " + status + " with reason " + reason)
                .atMost(OperatorHarness.PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(condition.get())
                        .hasValueSatisfying(c ->
                                assertThat(c).returns(status, Condition::status).returns(reason, Condition::reason)));
        return condition.get().orElseThrow();
    }
}
