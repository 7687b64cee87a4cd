package io.eventtopology.planner.kafka;

import io.eventtopology.crds.AdoptionPolicy;
import io.eventtopology.planner.model.DesiredTopic;
import io.eventtopology.planner.model.KafkaCluster;
import io.eventtopology.planner.model.PlannedTopic;
import io.eventtopology.planner.model.Provisioner;
import io.eventtopology.planner.model.ResolvedEvent;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedSubscription;
import io.eventtopology.planner.model.ResolvedTopology;
import io.eventtopology.planner.model.TopicRole;
import io.eventtopology.planner.naming.Names;
import io.eventtopology.planner.naming.ObjectMetas;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.topic.KafkaTopicSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Plans topics, and renders them as KafkaTopic objects where Strimzi provisions. */
public final class TopicRenderer {
    /** Label that tells Strimzi's operators the cluster; without it they ignore the object. */
    static final String CLUSTER_LABEL = "strimzi.io/cluster";

    /** The topics of the events that are the topology's; none on other brokers. */
    public List<PlannedTopic> eventTopics(ResolvedTopology topology) {
        KafkaCluster cluster = topology.kafka();
        if (cluster == null) {
            return List.of();
        }
        return topology.events().stream()
                .filter(event -> event.claimedBy() == null)
                .map(event -> planned(topology, cluster, event.topic(), TopicRole.EVENT, event))
                .toList();
    }

    /** The dead-letter topics of a service, with as many partitions and replicas as the events have. */
    public List<PlannedTopic> deadLetterTopics(ResolvedService service) {
        return service.subscribes().stream()
                .filter(ResolvedSubscription::hasDeadLetterTopic)
                .flatMap(subscription -> deadLetterTopic(service, subscription))
                .toList();
    }

    private static Stream<PlannedTopic> deadLetterTopic(ResolvedService service, ResolvedSubscription subscription) {
        ResolvedTopology topology = subscription.topology();
        KafkaCluster cluster = topology.kafka();
        if (cluster == null) {
            return Stream.empty();
        }
        DesiredTopic events = subscription.event().topic();
        DesiredTopic topic = DesiredTopic.of(
                Names.deadLetterTopic(subscription.event().type(), service.namespace(), service.name()),
                events.partitions(),
                events.replicas(),
                Map.of(
                        "retention.ms",
                        Long.toString(
                                subscription.delivery().deadLetterRetention().toMillis())));
        return Stream.of(planned(topology, cluster, topic, TopicRole.DEAD_LETTER, subscription.event()));
    }

    private static PlannedTopic planned(
            ResolvedTopology topology, KafkaCluster cluster, DesiredTopic topic, TopicRole role, ResolvedEvent event) {
        boolean refused = topology.adoptionPolicy() == AdoptionPolicy.EXISTING && !cluster.existingTopicsAdoptable();
        return new PlannedTopic(
                cluster,
                topic,
                role,
                event.type(),
                topology.deletionPolicy(),
                refused ? AdoptionPolicy.RETAINED : topology.adoptionPolicy());
    }

    /** The KafkaTopic objects of those topics that Strimzi provisions. */
    public List<HasMetadata> objects(List<PlannedTopic> topics, ObjectMetas metas) {
        return topics.stream()
                .filter(topic -> topic.cluster().provisioner() == Provisioner.STRIMZI)
                .<HasMetadata>map(topic -> object(topic, metas))
                .toList();
    }

    private static KafkaTopic object(PlannedTopic planned, ObjectMetas metas) {
        DesiredTopic topic = planned.topic();
        KafkaTopicSpec spec = new KafkaTopicSpec();
        spec.setTopicName(topic.name());
        spec.setPartitions(topic.partitions());
        spec.setReplicas(topic.replicas());
        if (!topic.config().isEmpty()) {
            // Strimzi compares values as text (TopicOperatorUtil.configValueAsString), so text it is.
            spec.setConfig(new TreeMap<>(topic.config()));
        }
        KafkaTopic object = new KafkaTopic();
        object.setMetadata(metas.named(
                Objects.requireNonNull(planned.cluster().namespace(), "a Strimzi cluster has a namespace"),
                Names.object(topic.name()),
                Map.of(CLUSTER_LABEL, planned.cluster().name())));
        object.setSpec(spec);
        return object;
    }
}
