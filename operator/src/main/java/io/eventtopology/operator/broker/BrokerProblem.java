package io.eventtopology.operator.broker;

/**
 * Why Kafka, or the operator itself, did not do what was asked. The message is for people, says what to do, holds no secret and stays the same as
 * long as the cause does, so that a status does not change with every attempt.
 *
 * @param reason one word, fit for the reason of a condition
 * @param message a sentence or more
 */
public record BrokerProblem(Reason reason, String message) {
    /** Kinds of problems. */
    public enum Reason {
        /** Fewer partitions are declared than exist. */
        PartitionDecrease,
        /** Another number of replicas is declared than exists. */
        ReplicasChange,
        /** The topic exists and was never recorded as ours. */
        ForeignTopic,
        /** The topic was deleted and created again by somebody else. */
        RecreatedTopic,
        /** The topic appeared between our look and our attempt to create it. */
        AppearedMeanwhile,
        /** Kafka took the change, and no broker shows it yet. */
        NotShownYet,
        /** The user exists and was never recorded as ours. */
        ForeignUser,
        /** The topic is not there. */
        UnknownTopic,
        /** No broker answers in time. */
        BrokerUnavailable,
        /** The cluster does not believe who we are, or we do not believe who it is. */
        AuthenticationFailed,
        /** The cluster knows us and forbids it. */
        NotAuthorized,
        /** Kafka refuses a key or value of the topic's configuration. */
        InvalidConfiguration,
        /** Kafka refuses the topic's name, for example because it collides with another in '.' and '_'. */
        InvalidTopic,
        /** Kafka cannot place so many replicas. */
        InvalidReplicas,
        /** Kafka refuses the number of partitions. */
        InvalidPartitions,
        /** A policy of the cluster forbids it. */
        PolicyViolation,
        /** The cluster is configured with {@code delete.topic.enable=false}. */
        DeletionDisabled,
        /** The address or certificates in the operator's configuration are unusable. */
        InvalidConnection,
        /** Anything else; the message holds Kafka's text. */
        KafkaError
    }

    /** Whether the cluster could not be reached or does not let us in, so that no call of this connection succeeds. */
    public boolean isOfConnection() {
        return reason == Reason.BrokerUnavailable || reason == Reason.AuthenticationFailed;
    }
}
