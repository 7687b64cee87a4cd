package io.eventtopology.planner.model;

import io.eventtopology.crds.KafkaAuthType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka cluster that the administrator allows.
 *
 * @param name name in the operator's configuration or of the Strimzi Kafka object
 * @param namespace namespace of the Strimzi Kafka object; null with {@link Provisioner#DIRECT}
 * @param provisioner who creates topics there
 * @param listeners the listener for each way to authenticate
 * @param caCertificate where the certificate (PEM) of the authority lies that signed the brokers' certificates; null without
 *     TLS or with a publicly trusted authority
 * @param existingTopicsAdoptable whether the administrator lets topologies take over topics that somebody else created
 * @param withoutAcls whether the brokers take no ACLs, so that every user may do everything
 */
public record KafkaCluster(
        String name,
        @Nullable String namespace,
        Provisioner provisioner,
        Map<KafkaAuthType, KafkaListener> listeners,
        @Nullable SecretSource caCertificate,
        boolean existingTopicsAdoptable,
        boolean withoutAcls) {
    /** Copies the listeners. */
    public KafkaCluster {
        listeners = Map.copyOf(listeners);
    }

    /** Tells clusters apart. */
    public String id() {
        return namespace == null ? name : namespace + "/" + name;
    }

    /** Whether one name cannot stand for a topic of each: it is one topic, or two whose KafkaTopic objects are in one namespace. */
    public boolean sharesTopicNamesWith(KafkaCluster other) {
        return namespace == null ? id().equals(other.id()) : namespace.equals(other.namespace());
    }
}
