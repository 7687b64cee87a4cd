package io.eventtopology.quickstart;

import io.eventtopology.crds.Condition;
import io.eventtopology.crds.KafkaAuthType;
import io.eventtopology.operator.OperatorRuntime;
import io.eventtopology.operator.config.OperatorConfiguration;
import io.eventtopology.planner.Planner;
import io.eventtopology.planner.graph.Graph;
import io.eventtopology.planner.model.KafkaCluster;
import io.eventtopology.planner.model.KafkaListener;
import io.eventtopology.planner.model.Provisioner;
import io.eventtopology.planner.model.ResourceCatalog;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that runs, for the steps of the scenario.
 *
 * @param root the root of the repository
 * @param cluster the Kubernetes cluster
 * @param operatorsClient a client with the operator's own rights
 * @param operator the operator
 * @param configuration the operator's configuration
 * @param topics the broker
 * @param objects the namespace of the example
 * @param bootstrapServers address of the broker
 * @param running the services, where they run on this machine
 * @param report what came of it so far
 */
record World(
        Path root,
        Cluster cluster,
        KubernetesClient operatorsClient,
        OperatorRuntime operator,
        OperatorConfiguration configuration,
        BrokerView topics,
        ObjectView objects,
        String bootstrapServers,
        Optional<Shop> running,
        Report report) {
    /** Namespace of examples/todo. */
    static final String NAMESPACE = "shop";
    /** Topology of examples/todo. */
    static final String TOPOLOGY = "todos";
    /** Namespace of the operator, as in operator/manifests/rbac.yaml. */
    static final String OPERATOR_NAMESPACE = "event-topology-system";
    /** Service account of the operator, as in operator/manifests/rbac.yaml. */
    static final String OPERATOR = "event-topology-operator";
    /** Kafka cluster that examples/todo names. */
    static final String KAFKA_CLUSTER = "my-cluster";
    /**
     * How often the operator compares topics with the broker; its default is 2 minutes. After it has written a status it may be
     * up to 10 s.
     */
    static final Duration RESYNC = Duration.ofSeconds(5);

    /**
     * The services, which run on this machine.
     *
     * @throws IllegalStateException when they do not
     */
    Shop shop() {
        return running.orElseThrow(() -> new IllegalStateException("The services do not run on this machine"));
    }

    /** The folder of the example. */
    Path example() {
        return root.resolve("examples/todo");
    }

    /** Applies an object as {@code kubectl apply --server-side} does. */
    void apply(GenericKubernetesResource object) {
        cluster.user().resource(object).fieldManager("kubectl").forceConflicts().serverSideApply();
    }

    /** The graph that the planner draws of what the API server has now. */
    Graph graph() {
        List<HasMetadata> resources = new ArrayList<>(objects.services());
        var topology = objects.topology(TOPOLOGY);
        resources.add(topology);
        KafkaCluster kafka = new KafkaCluster(
                KAFKA_CLUSTER,
                null,
                Provisioner.DIRECT,
                Map.of(KafkaAuthType.NONE, new KafkaListener(bootstrapServers, false)),
                null,
                false,
                false);
        return new Planner(configuration.platform(OPERATOR_NAMESPACE, false))
                .plan(topology, new ResourceCatalog(resources, List.of(kafka), Map.of()))
                .graph();
    }

    /** Looks whether a condition of the topology holds. */
    Optional<String> topologyComplaint(String type) {
        return complaint(type, ObjectView.condition(objects.topology(TOPOLOGY), type));
    }

    /** Looks whether a condition of all services holds. */
    Optional<String> servicesComplaint(String type) {
        return objects.services().stream()
                .flatMap(service -> complaint(type, ObjectView.condition(service, type))
                        .map(text -> service.getMetadata().getName() + ": " + text)
                        .stream())
                .findFirst();
    }

    private static Optional<String> complaint(String type, Optional<Condition> condition) {
        return condition
                .map(found -> found.status().equals("True")
                        ? Optional.<String>empty()
                        : Optional.of(type + " is " + found.status() + ": " + found.reason() + ", " + found.message()))
                .orElse(Optional.of(type + " is not reported for the present generation"));
    }
}
