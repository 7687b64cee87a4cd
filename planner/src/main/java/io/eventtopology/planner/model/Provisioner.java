package io.eventtopology.planner.model;

/** Who turns desired topics into topics on a Kafka cluster; chosen by the administrator. */
public enum Provisioner {
    /** Strimzi's operators, from KafkaTopic and KafkaUser objects. */
    STRIMZI,
    /** The operator itself, through Kafka's admin client. */
    DIRECT
}
