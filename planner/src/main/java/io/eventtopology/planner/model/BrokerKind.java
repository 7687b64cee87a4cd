package io.eventtopology.planner.model;

import io.eventtopology.crds.Broker;

/** The kinds of broker, named as in {@code spec.broker}. */
public enum BrokerKind {
    /** Apache Kafka. */
    KAFKA("kafka", DeadLetterHolder.TOPIC),
    /** Redis Streams. */
    REDIS("redis", DeadLetterHolder.TOPIC),
    /** RabbitMQ. */
    RABBITMQ("rabbitmq", DeadLetterHolder.BROKER),
    /** Google Cloud Pub/Sub. */
    GCP_PUB_SUB("gcpPubSub", DeadLetterHolder.NONE),
    /** Amazon SNS and SQS. */
    AWS_SNS_SQS("awsSnsSqs", DeadLetterHolder.BROKER),
    /** Azure Service Bus topics. */
    AZURE_SERVICE_BUS("azureServiceBus", DeadLetterHolder.BROKER),
    /** The memory of one sidecar. */
    IN_MEMORY("inMemory", DeadLetterHolder.NONE);

    private final String member;
    private final DeadLetterHolder deadLetterHolder;

    BrokerKind(String member, DeadLetterHolder deadLetterHolder) {
        this.member = member;
        this.deadLetterHolder = deadLetterHolder;
    }

    /**
     * The kind of a declared broker.
     *
     * @throws IllegalArgumentException when no member is set
     */
    public static BrokerKind of(Broker broker) {
        if (broker.kafka() != null) {
            return KAFKA;
        }
        if (broker.redis() != null) {
            return REDIS;
        }
        if (broker.rabbitmq() != null) {
            return RABBITMQ;
        }
        if (broker.gcpPubSub() != null) {
            return GCP_PUB_SUB;
        }
        if (broker.awsSnsSqs() != null) {
            return AWS_SNS_SQS;
        }
        if (broker.azureServiceBus() != null) {
            return AZURE_SERVICE_BUS;
        }
        if (broker.inMemory() != null) {
            return IN_MEMORY;
        }
        throw new IllegalArgumentException("The broker has no member");
    }

    /** Its member of {@code spec.broker}, for example rabbitmq. */
    public String member() {
        return member;
    }

    /** Who keeps events whose delivery failed for good. */
    public DeadLetterHolder deadLetterHolder() {
        return deadLetterHolder;
    }

    /**
     * Who keeps dead letters. A topic does so only where the broker stores what nobody subscribes to; elsewhere Dapr's
     * dead-letter topic would drop them.
     */
    public enum DeadLetterHolder {
        /** The dead-letter topic {@code <event>.<namespace>.<service>.dlq}, to which Dapr publishes. */
        TOPIC,
        /** A queue of the broker's own, per service. */
        BROKER,
        /** Nobody: no dead-letter topic is rendered, so the broker redelivers instead of losing the event. */
        NONE
    }
}
