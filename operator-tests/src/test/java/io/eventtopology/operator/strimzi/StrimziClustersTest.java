package io.eventtopology.operator.strimzi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.crds.Condition;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.planner.naming.Labels;
import io.eventtopology.tools.standin.StandInKubelet;
import io.eventtopology.tools.standin.StandInTopicOperator;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.topic.KafkaTopicBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Strimzi clusters as topologies find them, and the KafkaTopics that topologies own, share and fight for. */
class StrimziClustersTest {
    private static final AtomicInteger NAMESPACES = new AtomicInteger();
    private static final String MAIN = "{cluster: main, namespace: kafka}";

    private static OperatorHarness harness;
    private static StandInKubelet kubelet;
    private static StandInTopicOperator main;
    private static StandInTopicOperator adoptable;
    private static StrimziObjects strimzi;

    private String namespace;

    @BeforeAll
    static void startEverything() {
        harness = OperatorHarness.start().allowStrimzi("kafka").allowStrimzi("shared");
        strimzi = new StrimziObjects(harness);
        strimzi.readyKafka("kafka", "main");
        strimzi.readyKafka("shared", "adoptable");
        harness.createNamespace("tenant");
        strimzi.readyKafka("tenant", "main");
        kubelet = StandInKubelet.start(harness.admin());
        main = StandInTopicOperator.start(harness.admin(), "kafka", "main");
        adoptable = StandInTopicOperator.start(harness.admin(), "shared", "adoptable");
        harness.startOperator("""
                resyncInterval: PT10M
                kafka:
                  strimziNamespaces: [kafka]
                  clusters:
                    - {name: adoptable, provisioner: Strimzi, namespace: shared, existingTopicsAdoptable: true}
                    - {name: private, provisioner: Strimzi, namespace: shared, allowedNamespaces: [others]}
                """);
    }

    @AfterAll
    static void stopEverything() {
        adoptable.close();
        main.close();
        kubelet.close();
        harness.close();
    }

    @BeforeEach
    void makeNamespace() {
        namespace = harness.createNamespace("team-" + NAMESPACES.incrementAndGet());
    }

    /**
     * Needs {@code KafkaClusters.strimzi}, which asks for the object and for {@code status.listeners}: without the second
     * question the topology said NoListenerForAuth and Stalled. Needs {@code Verdict.WAITING_FINDINGS}: without it Stalled
     * was True.
     */
    @Test
    void aClusterThatIsNotReadyIsWaitedFor() {
        strimzi.topology(namespace, "todos", "{cluster: late, namespace: kafka}", "[{type: late.task.created}]");
        Condition missing = strimzi.awaitTopology(namespace, "todos", "Ready", "False", "ClusterNotFound");
        assertThat(missing.message()).contains("no Strimzi Kafka late in namespace kafka");
        strimzi.awaitTopology(namespace, "todos", "Reconciling", "True", "ClusterNotFound");
        strimzi.awaitTopology(namespace, "todos", "Stalled", "False", "NotStalled");

        strimzi.kafka("kafka", "late");
        await("the status says that the addresses are missing")
                .atMost(OperatorHarness.PATIENCE)
                .untilAsserted(() -> assertThat(harness.topologyCondition(namespace, "todos", "Reconciling"))
                        .hasValueSatisfying(c -> assertThat(c.message()).contains("status.listeners is empty")));

        try (StandInTopicOperator late = StandInTopicOperator.start(harness.admin(), "kafka", "late")) {
            strimzi.publishAddresses("kafka", "late", "plain");
            harness.awaitTopologyReady(namespace, "todos");
            assertThat(late.topics()).containsKey("late.task.created");
        }
    }

    /**
     * Fault 44. Needs the check of {@code strimziNamespaces} in {@code KafkaClusters.find}: without it the topology said
     * ClusterNotFound, because the cache does not hold the namespace, and waited. That the namespace is not watched, and
     * that the operator has no right there, are two more fences.
     */
    @Test
    void aClusterInAnotherTenantsNamespaceCannotBeReached() {
        strimzi.topology(
                namespace,
                "todos",
                "{cluster: main, namespace: tenant, auth: {type: scramSha512}}",
                "[{type: theirs.task.created}]");
        harness.apply("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: spy, namespace: %s}
                spec:
                  topologyRef: {name: todos}
                  image: registry.example/spy:1
                  subscribes: [{event: theirs.task.created, route: /created}]
                """.formatted(namespace));

        Condition denied = strimzi.awaitTopology(namespace, "todos", "Stalled", "True", "ClusterNotAllowed");
        assertThat(denied.message()).contains("Namespace tenant is not among").contains("kafka.strimziNamespaces");
        strimzi.awaitService(namespace, "spy", "Stalled", "True", "ClusterNotAllowed");
        assertThat(strimzi.topics("tenant")).isEmpty();
        assertThat(strimzi.user("tenant", namespace + ".spy")).isNull();
        assertThat(harness.admin().secrets().inNamespace(namespace).list().getItems())
                .isEmpty();
    }

    /**
     * Fault 44. Needs the check of {@code allowedNamespaces} in {@code KafkaClusters.find}: without it the topology
     * waited.
     */
    @Test
    void aClusterOfTheConfigurationIsOnlyForItsNamespaces() {
        strimzi.topology(namespace, "todos", "{cluster: private}", "[{type: private.task.created}]");

        Condition denied = strimzi.awaitTopology(namespace, "todos", "Stalled", "True", "ClusterNotAllowed");
        assertThat(denied.message())
                .contains("does not allow Kafka cluster private to topologies in namespace " + namespace);
    }

    /**
     * Needs the order in {@code KafkaClusters.listeners}: without it the Component got the load balancer's address, which
     * leads out of the Kubernetes cluster and back.
     */
    @Test
    void servicesUseTheListenerInsideTheCluster() {
        strimzi.kafka("kafka", "open", "authorization: {type: simple}", """
                    - {name: outside, port: 9095, type: loadbalancer, tls: false}
                    - {name: inside, port: 9092, type: internal, tls: false}
                """);
        strimzi.publishAddresses("kafka", "open", "outside", "inside");
        strimzi.topology(namespace, "todos", "{cluster: open, namespace: kafka}", "[{type: inside.task.created}]");
        subscriber("mailer", "todos", "inside.task.created");

        await("the Component has the address inside")
                .atMost(OperatorHarness.PATIENCE)
                .untilAsserted(() -> assertThat(componentMetadata("todos-mailer"))
                        .containsEntry("brokers", StrimziObjects.address("kafka", "open", "inside")));
    }

    /**
     * Strimzi refuses a KafkaUser with ACLs on a cluster without authorization (user-operator KafkaUserModel.fromCrd). Needs
     * {@code KafkaCluster.withoutAcls} in {@code UserRenderer}: without it the user had ACLs.
     */
    @Test
    void aClusterThatTakesNoAclsGetsUsersWithoutThem() {
        strimzi.kafka("kafka", "lenient", "config: {}", """
                    - {name: scram, port: 9094, type: internal, tls: false, authentication: {type: scram-sha-512}}
                """);
        strimzi.publishAddresses("kafka", "lenient", "scram");
        strimzi.topology(
                namespace,
                "todos",
                "{cluster: lenient, namespace: kafka, auth: {type: scramSha512}}",
                "[{type: lenient.task.created}]");
        subscriber("mailer", "todos", "lenient.task.created");

        await("the user is there")
                .atMost(OperatorHarness.PATIENCE)
                .untilAsserted(() ->
                        assertThat(strimzi.user("kafka", namespace + ".mailer")).isNotNull());
        assertThat(strimzi.user("kafka", namespace + ".mailer").getSpec().getAuthorization())
                .isNull();

        strimzi.kafka("kafka", "lenient", "authorization: {type: simple}", """
                    - {name: scram, port: 9094, type: internal, tls: false, authentication: {type: scram-sha-512}}
                """);
        await("the user gets its ACLs when the cluster enforces them")
                .atMost(OperatorHarness.PATIENCE)
                .untilAsserted(() -> assertThat(strimzi.user("kafka", namespace + ".mailer")
                                .getSpec()
                                .getAuthorization())
                        .isNotNull());
    }

    /**
     * Needs the exception for KafkaTopics in {@code ChildApplier.addOwnerReference}: without it the topic of the topology in
     * Strimzi's own namespace had an owner reference, and the garbage collector would have deleted it with its events.
     */
    @Test
    void topicsCarryLabelsAndNeverAnOwnerReference() {
        strimzi.topology(
                namespace, "todos", MAIN, "[{type: owned.task.created, partitions: 3, replicas: 2, retention: 7d}]");
        strimzi.topology("kafka", "beside", MAIN, "[{type: beside.task.created}]");
        harness.awaitTopologyReady(namespace, "todos");
        harness.awaitTopologyReady("kafka", "beside");

        KafkaTopic topic = strimzi.topic("kafka", "owned.task.created");
        assertThat(topic.getMetadata().getOwnerReferences()).isEmpty();
        assertThat(topic.getMetadata().getLabels())
                .containsEntry("strimzi.io/cluster", "main")
                .containsEntry(Labels.MANAGED_BY, Labels.OPERATOR)
                .containsEntry(Labels.OWNER_KIND, "EventTopology")
                .containsEntry(Labels.OWNER_NAMESPACE, namespace)
                .containsEntry(Labels.OWNER_NAME, "todos");
        assertThat(topic.getSpec())
                .returns("owned.task.created", spec -> spec.getTopicName())
                .returns(3, spec -> spec.getPartitions())
                .returns(2, spec -> spec.getReplicas())
                .returns(Map.of("retention.ms", "604800000"), spec -> spec.getConfig());
        assertThat(strimzi.topic("kafka", "beside.task.created").getMetadata().getOwnerReferences())
                .isEmpty();
        assertThat(harness.topology(namespace, "todos").getStatus().topics())
                .singleElement()
                .satisfies(status -> {
                    assertThat(status.cluster()).isEqualTo("kafka/main");
                    assertThat(status.topicId())
                            .isEqualTo(main.topics().get("owned.task.created").id());
                    assertThat(status.partitions()).isEqualTo(3);
                });
    }

    /**
     * Fault 21. Needs {@code TopologyResolver.claimedBy}: without it the younger topology had Conflict instead of
     * TopicClaimed. Needs {@code Adoption.wasRetainedFrom}: when every topic could be adopted, the younger took what the
     * older left to its own name. Needs {@code StatusWriter} to gather details from the first on: when it waited for a
     * status that holds still, the reason stayed TopicClaimed for ever.
     */
    @Test
    void theOlderOfTwoTopologiesHasTheTopic() throws InterruptedException {
        String other = harness.createNamespace(namespace + "-other");
        strimzi.topology(namespace, "first", MAIN, "[{type: claimed.task.created, partitions: 3}]");
        harness.awaitTopologyReady(namespace, "first");
        KafkaTopic before = strimzi.topic("kafka", "claimed.task.created");
        // Creation times have whole seconds.
        Thread.sleep(1100);

        strimzi.topology(other, "second", MAIN, "[{type: claimed.task.created, partitions: 9}]");
        Condition claimed = strimzi.awaitTopology(other, "second", "Stalled", "True", "TopicClaimed");
        assertThat(claimed.message()).contains("belongs to EventTopology " + namespace + "/first");
        assertThat(strimzi.topic("kafka", "claimed.task.created")).isEqualTo(before);
        assertThat(harness.topologyCondition(namespace, "first", "Ready"))
                .hasValueSatisfying(ready -> assertThat(ready.status()).isEqualTo("True"));

        harness.admin().resource(harness.topology(namespace, "first")).delete();
        Condition kept = strimzi.awaitTopology(other, "second", "TopicsReady", "False", "Conflict");
        assertThat(kept.message())
                .contains("left behind by EventTopology/" + namespace + "/first")
                .doesNotContain("Delete");
        assertThat(strimzi.topic("kafka", "claimed.task.created").getSpec()).isEqualTo(before.getSpec());
    }

    /** Fault 21, where the administrator lets topologies take topics over: the next in age gets what the oldest retained. */
    @Test
    void theNextTopologyGetsTheTopicWhereItMayAdoptExistingOnes() throws InterruptedException {
        String other = harness.createNamespace(namespace + "-other");
        strimzi.topology(namespace, "first", "{cluster: adoptable}", "[{type: handed.task.created}]");
        harness.awaitTopologyReady(namespace, "first");
        Thread.sleep(1100);
        strimzi.topology(
                other, "second", "{cluster: adoptable}", "[{type: handed.task.created}]", "adoptionPolicy: Existing");
        strimzi.awaitTopology(other, "second", "Stalled", "True", "TopicClaimed");
        String id = adoptable.topics().get("handed.task.created").id();

        harness.admin().resource(harness.topology(namespace, "first")).delete();
        harness.awaitTopologyReady(other, "second");

        assertThat(strimzi.topic("shared", "handed.task.created").getMetadata())
                .satisfies(meta -> assertThat(meta.getLabels()).containsEntry(Labels.OWNER_NAMESPACE, other))
                .satisfies(meta -> assertThat(meta.getAnnotations()).doesNotContainKey(Labels.RETAINED_FROM));
        assertThat(adoptable.topics().get("handed.task.created").id()).isEqualTo(id);
    }

    /**
     * Fault 20. Needs the check of the holder in {@code ChildApplier.applyKnown}: without it the foreign topic got our
     * labels and our partitions.
     */
    @Test
    void aForeignTopicIsLeftAlone() {
        KafkaTopic foreign = foreignTopic("kafka", "main", "foreign.task.created", Map.of());
        for (String policy : List.of("Never", "Retained", "Existing")) {
            strimzi.topology(
                    namespace,
                    "todos",
                    MAIN,
                    "[{type: foreign.task.created, partitions: 12}, {type: own" + NAMESPACES + ".task.created}]",
                    "adoptionPolicy: " + policy);
            Condition conflict = strimzi.awaitTopology(namespace, "todos", "Stalled", "True", "Conflict");
            assertThat(conflict.message()).as(policy).contains("KafkaTopic kafka/foreign.task.created was not touched");
        }
        KafkaTopic after = strimzi.topic("kafka", "foreign.task.created");
        assertThat(after.getSpec()).isEqualTo(foreign.getSpec());
        assertThat(after.getMetadata().getLabels())
                .isEqualTo(foreign.getMetadata().getLabels());
        // What is in nobody's way exists.
        assertThat(strimzi.topic("kafka", "own" + NAMESPACES + ".task.created")).isNotNull();
    }

    /**
     * Needs {@code Adoption.of}: with the policy ignored, Never adopted. Needs {@code TopicRenderer.planned} to take
     * Existing as Retained where the administrator does not allow it, which {@link #aForeignTopicIsLeftAlone} shows.
     */
    @Test
    void adoptionFollowsThePolicy() {
        String marker = "EventTopology/" + namespace + "/todos";
        foreignTopic("shared", "adoptable", "policy.task.created", Map.of(Labels.RETAINED_FROM, marker));
        foreignTopic("shared", "adoptable", "policy.task.existing", Map.of("note", "by hand"));

        strimzi.topology(
                namespace, "todos", "{cluster: adoptable}", "[{type: policy.task.created}]", "adoptionPolicy: Never");
        strimzi.awaitTopology(namespace, "todos", "Stalled", "True", "Conflict");

        strimzi.topology(
                namespace,
                "todos",
                "{cluster: adoptable}",
                "[{type: policy.task.created}]",
                "adoptionPolicy: Retained");
        harness.awaitTopologyReady(namespace, "todos");

        strimzi.topology(
                namespace,
                "todos",
                "{cluster: adoptable}",
                "[{type: policy.task.created}, {type: policy.task.existing}]",
                "adoptionPolicy: Existing");
        harness.awaitTopologyReady(namespace, "todos");
        assertThat(strimzi.topic("shared", "policy.task.existing").getMetadata().getLabels())
                .containsEntry(Labels.OWNER_NAME, "todos");
        assertThat(strimzi.topic("shared", "policy.task.existing").getMetadata().getAnnotations())
                .containsEntry("note", "by hand");
    }

    private static KafkaTopic foreignTopic(
            String namespace, String cluster, String name, Map<String, String> annotations) {
        harness.admin()
                .resource(new KafkaTopicBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .addToLabels("strimzi.io/cluster", cluster)
                        .addToAnnotations(annotations)
                        .endMetadata()
                        .withNewSpec()
                        .withPartitions(1)
                        .endSpec()
                        .build())
                .create();
        await("Strimzi took it")
                .until(() -> strimzi.topic(namespace, name).getStatus() != null
                        && !strimzi.topic(namespace, name)
                                .getMetadata()
                                .getFinalizers()
                                .isEmpty());
        return strimzi.topic(namespace, name);
    }

    private void subscriber(String name, String topology, String event) {
        harness.apply("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: %s, namespace: %s}
                spec:
                  topologyRef: {name: %s}
                  image: registry.example/app:1
                  subscribes: [{event: %s, route: /event}]
                """.formatted(name, namespace, topology, event));
    }

    private Map<String, String> componentMetadata(String name) {
        GenericKubernetesResource component = harness.admin()
                .genericKubernetesResources("dapr.io/v1alpha1", "Component")
                .inNamespace(namespace)
                .withName(name)
                .get();
        assertThat(component).isNotNull();
        List<Map<String, String>> metadata = component.get("spec", "metadata");
        return metadata.stream()
                .filter(item -> item.containsKey("value"))
                .collect(java.util.stream.Collectors.toMap(item -> item.get("name"), item -> item.get("value")));
    }
}
