package io.eventtopology.planner.example;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.eventtopology.crds.AdoptionPolicy;
import io.eventtopology.crds.Broker;
import io.eventtopology.crds.Compatibility;
import io.eventtopology.crds.DeletionPolicy;
import io.eventtopology.crds.Deprecation;
import io.eventtopology.crds.KafkaAuthType;
import io.eventtopology.planner.model.DesiredTopic;
import io.eventtopology.planner.model.KafkaCluster;
import io.eventtopology.planner.model.KafkaListener;
import io.eventtopology.planner.model.Provisioner;
import io.eventtopology.planner.model.ResolvedEvent;
import io.eventtopology.planner.model.ResolvedTopology;
import io.eventtopology.planner.model.SecretSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** A resolved topology for tests: shop/todos on the Kafka cluster kafka/main, with the events that a test adds. */
public final class TopologyExample {
    private static final YAMLMapper YAML = new YAMLMapper();

    private String namespace = "shop";
    private String name = "todos";
    private String broker = "kafka: {cluster: main, namespace: kafka}";
    private KafkaAuthType auth = KafkaAuthType.NONE;
    private KafkaCluster cluster = cluster("main");
    private final List<ResolvedEvent> events = new ArrayList<>();

    /** A cluster with a listener for each way to authenticate, all but none with TLS and an authority of its own. */
    public static KafkaCluster cluster(String name) {
        return new KafkaCluster(
                name,
                "kafka",
                Provisioner.STRIMZI,
                Map.of(
                        KafkaAuthType.NONE, new KafkaListener(name + "-kafka-bootstrap.kafka:9092", false),
                        KafkaAuthType.TLS, new KafkaListener(name + "-kafka-bootstrap.kafka:9093", true),
                        KafkaAuthType.SCRAM_SHA_512, new KafkaListener(name + "-kafka-bootstrap.kafka:9094", true)),
                new SecretSource("kafka", name + "-cluster-ca-cert", "ca.crt"),
                false,
                false);
    }

    public TopologyExample named(String newNamespace, String newName) {
        namespace = newNamespace;
        name = newName;
        return this;
    }

    /** @param yaml a member of spec.broker, for example redis: {host: redis:6379} */
    public TopologyExample broker(String yaml) {
        broker = yaml;
        return this;
    }

    public TopologyExample auth(KafkaAuthType type) {
        auth = type;
        return this;
    }

    public TopologyExample cluster(KafkaCluster newCluster) {
        cluster = newCluster;
        return this;
    }

    public TopologyExample event(String type) {
        return event(new ResolvedEvent(
                type, DesiredTopic.of(type, 3, null, Map.of()), null, null, null, Compatibility.BACKWARD, null, null));
    }

    public TopologyExample keyedEvent(String type, String key, int partitions) {
        return event(new ResolvedEvent(
                type,
                DesiredTopic.of(type, partitions, null, Map.of()),
                key,
                null,
                null,
                Compatibility.BACKWARD,
                null,
                null));
    }

    public TopologyExample deprecatedEvent(String type, Deprecation deprecation) {
        return event(new ResolvedEvent(
                type,
                DesiredTopic.of(type, 3, null, Map.of()),
                null,
                null,
                null,
                Compatibility.BACKWARD,
                deprecation,
                null));
    }

    public TopologyExample event(ResolvedEvent event) {
        events.add(event);
        return this;
    }

    public ResolvedTopology build() {
        Broker parsed = parse(broker, Broker.class);
        return new ResolvedTopology(
                namespace,
                name,
                parsed,
                parsed.kafka() == null ? null : cluster,
                auth,
                events.stream()
                        .sorted(Comparator.comparing(ResolvedEvent::type))
                        .toList(),
                null,
                List.of(),
                null,
                DeletionPolicy.RETAIN,
                AdoptionPolicy.RETAINED);
    }

    /** Reads YAML. */
    public static <T> T parse(String yaml, Class<T> type) {
        try {
            return YAML.readValue(yaml, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(yaml, e);
        }
    }

    /** Reads YAML as a tree. */
    public static JsonNode tree(String yaml) {
        return parse(yaml, JsonNode.class);
    }
}
