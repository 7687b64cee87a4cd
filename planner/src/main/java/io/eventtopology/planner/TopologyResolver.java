package io.eventtopology.planner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.eventtopology.crds.AdoptionPolicy;
import io.eventtopology.crds.Broker;
import io.eventtopology.crds.Compatibility;
import io.eventtopology.crds.ConfigMapKeyRef;
import io.eventtopology.crds.DeletionPolicy;
import io.eventtopology.crds.EventDeclaration;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.EventTopologySpec;
import io.eventtopology.crds.Finding;
import io.eventtopology.crds.KafkaAuthType;
import io.eventtopology.crds.KafkaBroker;
import io.eventtopology.planner.findings.SchemaChanges;
import io.eventtopology.planner.model.BrokerKind;
import io.eventtopology.planner.model.Catalog;
import io.eventtopology.planner.model.ClusterLookup;
import io.eventtopology.planner.model.DesiredTopic;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.KafkaCluster;
import io.eventtopology.planner.model.KafkaListener;
import io.eventtopology.planner.model.Provisioner;
import io.eventtopology.planner.model.ResolvedEvent;
import io.eventtopology.planner.model.ResolvedTopology;
import io.eventtopology.planner.model.ServiceReferences.TopologyKey;
import io.eventtopology.planner.naming.Names;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Resolves topologies; remembers each, since every service of a topology asks for it. */
final class TopologyResolver {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RETENTION = "retention.ms";
    private static final String BROKER = "spec.broker";

    private final Catalog catalog;
    private final Map<TopologyKey, Resolution<ResolvedTopology>> resolved = new HashMap<>();

    TopologyResolver(Catalog catalog) {
        this.catalog = catalog;
    }

    /** The topology of that name; empty when there is none. */
    Optional<Resolution<ResolvedTopology>> resolve(TopologyKey key) {
        return catalog.topology(key.namespace(), key.name()).map(this::resolve);
    }

    Resolution<ResolvedTopology> resolve(EventTopology topology) {
        TopologyKey key = keyOf(topology);
        Resolution<ResolvedTopology> known = resolved.get(key);
        if (known == null) {
            known = resolveAnew(key, topology);
            resolved.put(key, known);
        }
        return known;
    }

    private Resolution<ResolvedTopology> resolveAnew(TopologyKey key, EventTopology topology) {
        Problems problems = new Problems();
        EventTopologySpec spec = topology.getSpec();
        if (spec == null) {
            problems.unreadable("spec", "The resource has no spec.");
            return new Resolution<>(null, problems.all());
        }
        problems.unreadable(spec.problems());
        Broker broker = spec.broker();
        if (broker == null || BrokerKind.find(broker).isEmpty()) {
            if (spec.problems().stream().noneMatch(p -> p.startsWith(BROKER))) {
                problems.unreadable(BROKER, "The member spec.broker names no broker.");
            }
            return new Resolution<>(null, problems.all());
        }
        KafkaBroker kafka = broker.kafka();
        KafkaAuthType auth =
                kafka != null && kafka.auth() != null ? kafka.auth().type() : KafkaAuthType.NONE;
        KafkaCluster cluster = kafka == null ? null : cluster(kafka, auth, key.namespace(), problems);
        List<ResolvedEvent> events = spec.events().stream()
                .sorted(Comparator.comparing(EventDeclaration::type))
                .map(event -> event(event, topology, cluster, problems))
                .toList();
        ResolvedTopology complete = new ResolvedTopology(
                key.namespace(),
                key.name(),
                broker,
                cluster,
                auth,
                events,
                spec.delivery(),
                spec.bundledServices().stream().distinct().sorted().toList(),
                spec.allowedNamespaces(),
                spec.deletionPolicy() != null ? spec.deletionPolicy() : DeletionPolicy.RETAIN,
                spec.adoptionPolicy() != null ? spec.adoptionPolicy() : AdoptionPolicy.RETAINED);
        SharedTopics topics = new SharedTopics(complete);
        events.forEach(event -> topics.finding(event.type(), "spec.events[" + event.type() + "]")
                .ifPresent(problems::add));
        return new Resolution<>(complete, problems.all());
    }

    private @Nullable KafkaCluster cluster(
            KafkaBroker broker, KafkaAuthType auth, String namespace, Problems problems) {
        ClusterLookup lookup = catalog.kafkaCluster(broker, namespace);
        KafkaCluster cluster = lookup.cluster();
        if (cluster == null) {
            boolean notAllowed = lookup.reason().equals(FindingCode.ClusterNotAllowed.name());
            problems.add((notAllowed ? FindingCode.ClusterNotAllowed : FindingCode.ClusterNotFound)
                    .at(
                            "spec.broker.kafka.cluster",
                            lookup.message() + ".",
                            notAllowed
                                    ? "Ask the administrator to allow the cluster to namespace " + namespace
                                            + ", or name another cluster."
                                    : "Name a cluster of the operator's configuration, or a Strimzi Kafka object in an allowed"
                                            + " namespace; ask the administrator to add it."));
            return null;
        }
        String obstacle = obstacle(cluster, auth);
        if (obstacle == null) {
            return cluster;
        }
        String possible = cluster.listeners().keySet().stream()
                .filter(type -> obstacle(cluster, type) == null)
                .map(TopologyResolver::word)
                .sorted()
                .collect(Collectors.joining(", "));
        problems.add(FindingCode.NoListenerForAuth.at(
                "spec.broker.kafka.auth.type",
                "Kafka cluster " + cluster.id() + " cannot be used with auth " + word(auth) + ": " + obstacle + ".",
                possible.isEmpty()
                        ? "Ask the administrator to add a listener to the cluster's configuration."
                        : "Set spec.broker.kafka.auth.type to one that works there: " + possible
                                + "; or ask the administrator for a listener."));
        return null;
    }

    /** Why services cannot authenticate that way; null when they can. */
    private static @Nullable String obstacle(KafkaCluster cluster, KafkaAuthType auth) {
        KafkaListener listener = cluster.listeners().get(auth);
        if (listener == null) {
            return "it has no listener for it";
        }
        return switch (auth) {
            // components-contrib 1.16 common/component/kafka/auth.go: authType none turns TLS off; TLS alone needs
            // caCert.
            case NONE ->
                listener.tls() && cluster.caCertificate() == null
                        ? "its listener speaks TLS, and Dapr speaks TLS without authentication only with a certificate of the authority"
                        : null;
            case TLS -> {
                if (!listener.tls()) {
                    yield "its listener does not speak TLS";
                }
                yield cluster.provisioner() == Provisioner.DIRECT
                        ? "certificates are made by Strimzi's user operator, which does not run there"
                        : null;
            }
            case SCRAM_SHA_512 -> null;
        };
    }

    private ResolvedEvent event(
            EventDeclaration event, EventTopology topology, @Nullable KafkaCluster cluster, Problems problems) {
        String subject = "spec.events[" + event.type() + "]";
        String claimedBy = cluster == null ? null : claimedBy(event.type(), topology, cluster);
        if (cluster != null && claimedBy != null) {
            problems.add(
                    FindingCode.TopicClaimed.at(
                            subject,
                            contested(event.type(), cluster) + " belongs to EventTopology " + claimedBy
                                    + ", which is older and declares the same event.",
                            "Remove the event here and let services use " + claimedBy
                                    + " (topologyRef; its allowedNamespaces must allow them), or give the event another type."));
        }
        if (cluster != null && event.type().length() > Names.MAX_TOPIC) {
            problems.add(tooLong(subject, event.type()));
        }
        JsonNode schema = schema(event, subject, topology.getMetadata().getNamespace(), problems);
        Compatibility compatibility = event.schema() != null && event.schema().compatibility() != null
                ? event.schema().compatibility()
                : Compatibility.BACKWARD;
        return new ResolvedEvent(
                event.type(),
                topic(event, subject, problems),
                event.key(),
                schema,
                schema == null ? null : SchemaChanges.inForce(event.type(), schema, compatibility, topology),
                compatibility,
                event.deprecated(),
                claimedBy);
    }

    private static String contested(String event, KafkaCluster cluster) {
        return cluster.namespace() == null
                ? "Topic " + event + " on Kafka cluster " + cluster.id()
                : "KafkaTopic " + Names.object(event) + " of namespace " + cluster.namespace();
    }

    static Finding tooLong(String subject, String topic) {
        return FindingCode.TopicNameTooLong.at(
                subject,
                "Topic name " + topic + " has " + topic.length() + " characters; Kafka allows " + Names.MAX_TOPIC + ".",
                "Give the event a shorter type.");
    }

    private static DesiredTopic topic(EventDeclaration event, String subject, Problems problems) {
        Map<String, String> config = new TreeMap<>(event.config());
        if (event.retention() != null) {
            Duration retention = problems.duration(subject + ".retention", event.retention(), Duration.ZERO);
            config.put(RETENTION, Long.toString(retention.toMillis()));
        }
        int partitions = event.partitions() != null ? event.partitions() : 1;
        Integer replicas = event.replicas();
        if (partitions < 1 || replicas != null && replicas < 1) {
            problems.unreadable(subject, "The partitions and replicas of " + event.type() + " must be at least 1.");
            return DesiredTopic.of(event.type(), 1, null, config);
        }
        return DesiredTopic.of(event.type(), partitions, replicas, config);
    }

    private @Nullable JsonNode schema(EventDeclaration event, String subject, String namespace, Problems problems) {
        if (event.schema() == null || event.schema().configMap() == null) {
            return event.schema() == null ? null : event.schema().inline();
        }
        ConfigMapKeyRef ref = event.schema().configMap();
        String where = "key " + ref.key() + " of ConfigMap " + namespace + "/" + ref.name();
        Optional<String> text = catalog.configMapValue(namespace, ref.name(), ref.key());
        if (text.isEmpty()) {
            problems.add(FindingCode.SchemaNotFound.at(
                    subject + ".schema.configMap",
                    "There is no " + where + ": changes of the schema of " + event.type() + " are not checked.",
                    "Create the ConfigMap with that key, or correct the reference."));
            return null;
        }
        try {
            JsonNode schema = JSON.readTree(text.get());
            if (schema != null && schema.isObject()) {
                return schema;
            }
        } catch (JsonProcessingException e) {
            problems.add(unreadableSchema(subject, where, e.getOriginalMessage()));
            return null;
        }
        problems.add(unreadableSchema(subject, where, "it is no JSON object"));
        return null;
    }

    private static Finding unreadableSchema(String subject, String where, String reason) {
        return FindingCode.SchemaUnreadable.at(
                subject + ".schema.configMap",
                "The " + where + " holds no JSON Schema: " + reason + ".",
                "Store the schema there as one JSON object.");
    }

    /** The oldest other topology that declares the topic where it can be there once, when it is older than this one. */
    private @Nullable String claimedBy(String event, EventTopology topology, KafkaCluster cluster) {
        Comparator<EventTopology> age = Age.oldestFirst();
        return catalog.topologiesDeclaring(event).stream()
                .filter(other -> !keyOf(other).equals(keyOf(topology)))
                .filter(other -> age.compare(other, topology) < 0)
                .filter(other -> sharesTopicNames(cluster, other))
                .min(age)
                .map(other -> keyOf(other).toString())
                .orElse(null);
    }

    private boolean sharesTopicNames(KafkaCluster cluster, EventTopology topology) {
        EventTopologySpec spec = topology.getSpec();
        if (spec == null || spec.broker() == null || spec.broker().kafka() == null) {
            return false;
        }
        KafkaCluster other = catalog.kafkaCluster(
                        spec.broker().kafka(), topology.getMetadata().getNamespace())
                .cluster();
        return other != null && cluster.sharesTopicNamesWith(other);
    }

    private static TopologyKey keyOf(EventTopology topology) {
        return new TopologyKey(
                topology.getMetadata().getNamespace(), topology.getMetadata().getName());
    }

    private static String word(KafkaAuthType type) {
        return switch (type) {
            case NONE -> "none";
            case TLS -> "tls";
            case SCRAM_SHA_512 -> "scramSha512";
        };
    }
}
