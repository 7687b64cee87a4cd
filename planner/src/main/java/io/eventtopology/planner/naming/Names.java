package io.eventtopology.planner.naming;

import io.eventtopology.planner.model.BrokerKind;
import io.eventtopology.planner.model.ResolvedSubscription;
import io.eventtopology.planner.model.ServiceReferences;
import io.eventtopology.planner.model.ServiceReferences.TopologyKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names of everything that is derived. A name depends only on the names of what it stands for, never on its settings, so that no
 * edit renames anything. Namespaces, topologies and services have no dots in their names and events have two; a dot between two
 * of them therefore keeps apart what a dash would not. Only topology and service are joined by a dash, and what that makes equal
 * is a finding (ComponentNameClaimed).
 */
public final class Names {
    /** Longest name of a Kafka topic (org.apache.kafka.common.internals.Topic). */
    public static final int MAX_TOPIC = 249;
    /** Longest common name in a certificate, and so the longest name of a TLS user (Strimzi's KafkaUserModel). */
    public static final int MAX_TLS_USER = 64;

    private static final int MAX_OBJECT = 253;
    private static final int HASH_LENGTH = 8;
    private static final Pattern OBJECT_NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private static final Pattern FURTHER_DASH = Pattern.compile("(?<=-)-");

    private Names() {}

    /** The Dapr pub/sub component of a service for a topology, which may be in another namespace. */
    public static String component(String topologyNamespace, String topology, String serviceNamespace, String service) {
        return ServiceReferences.component(new TopologyKey(topologyNamespace, topology), serviceNamespace, service);
    }

    /** The component for one event whose delivery rules differ from those of its service. */
    public static String componentOfEvent(String component, String event) {
        return atMost(MAX_OBJECT, component + "." + object(event));
    }

    /** The component whose subscriptions keep dead letters on brokers that forget what nobody subscribes to. */
    public static String deadLetterComponent(String component) {
        return component + ".dlq";
    }

    /** The Dapr Subscription of a service to an event. */
    public static String subscription(String service, String event) {
        return object(service + "." + event);
    }

    /** The Dapr Subscription that keeps the dead letters of a service's event. */
    public static String deadLetterSubscription(String service, String event) {
        return object(service + "." + event + ".dlq");
    }

    /** The dead-letter topic of a service's event. */
    public static String deadLetterTopic(String event, String namespace, String service) {
        return event + "." + namespace + "." + service + ".dlq";
    }

    /** The dead-letter topic of a subscription, on its broker. */
    public static String deadLetterTopic(ResolvedSubscription subscription, String namespace, String service) {
        String event = subscription.event().type();
        return BrokerKind.of(subscription.topology().broker()) == BrokerKind.AWS_SNS_SQS
                ? SnsTopics.deadLetters(event, namespace, service)
                : deadLetterTopic(event, namespace, service);
    }

    /**
     * The environment variable that names a service's component for another topology than its own. Dashes become underscores,
     * and two underscores part namespace and topology: of dashes in a row all but the first become a small d.
     */
    public static String pubsubVariable(TopologyKey topology, String serviceNamespace) {
        String of = word(topology.name());
        return "PUBSUB_NAME_"
                + (topology.namespace().equals(serviceNamespace) ? of : word(topology.namespace()) + "__" + of);
    }

    private static String word(String name) {
        return FURTHER_DASH
                .matcher(name.toUpperCase(Locale.ROOT))
                .replaceAll("d")
                .replace('-', '_');
    }

    /** The consumer group of a service, on every broker. */
    public static String consumerGroup(String namespace, String service) {
        return namespace + "." + service;
    }

    /** The SCRAM user of a service. */
    public static String kafkaUser(String namespace, String service) {
        return namespace + "." + service;
    }

    /** The TLS user of a service: the common name of its certificate is at most {@value #MAX_TLS_USER} characters long. */
    public static String kafkaTlsUser(String namespace, String service) {
        return atMost(MAX_TLS_USER, kafkaUser(namespace, service));
    }

    /** The Secret beside a service with its Kafka credentials. */
    public static String kafkaSecret(String service) {
        return service + "-kafka";
    }

    /**
     * The same for one of several clusters. Names of clusters may have dots: the Direct cluster {@code a.b} is not the Strimzi
     * cluster {@code b} of namespace {@code a}.
     */
    public static String kafkaSecret(String service, @Nullable String clusterNamespace, String cluster) {
        String name = clusterNamespace == null ? cluster : clusterNamespace + "." + cluster;
        String end = clusterNamespace == null && cluster.contains(".") ? "-direct" : "-kafka";
        return atMost(MAX_OBJECT, service + "." + name + end);
    }

    /** The name itself where it is a valid object name; else the nearest valid one with a hash that keeps it apart from others. */
    public static String object(String name) {
        if (name.length() <= MAX_OBJECT && OBJECT_NAME.matcher(name).matches()) {
            return name;
        }
        String slug = name.toLowerCase(Locale.ROOT)
                .replaceAll("[^-a-z0-9.]", "-")
                .replaceAll("^[-.]+|[-.]+$", "")
                .replaceAll("[-.]*\\.[-.]*", ".");
        int room = MAX_OBJECT - HASH_LENGTH - 1;
        String beginning = (slug.length() > room ? slug.substring(0, room) : slug).replaceAll("[-.]+$", "");
        return beginning.isEmpty() ? hash(name) : beginning + "-" + hash(name);
    }

    /** The name itself where it is short enough; else its beginning with a hash that keeps it apart from others. */
    public static String atMost(int length, String name) {
        if (name.length() <= length) {
            return name;
        }
        return name.substring(0, length - HASH_LENGTH - 1).replaceAll("[-.]+$", "") + "-" + hash(name);
    }

    private static String hash(String text) {
        return sha256(text).substring(0, HASH_LENGTH);
    }

    /** SHA-256 of the text in hexadecimal. */
    public static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
