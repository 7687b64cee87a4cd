package io.eventtopology.planner.model;

import io.eventtopology.crds.Broker;
import java.util.Arrays;
import java.util.Optional;

/** The kinds of broker, named as in {@code spec.broker}. */
public enum BrokerKind {
    /** Apache Kafka. */
    KAFKA("kafka", DeadLetterHolder.TOPIC),
    /** Redis Streams. */
    REDIS("redis", DeadLetterHolder.TOPIC),
    /** RabbitMQ. */
    RABBITMQ("rabbitmq", DeadLetterHolder.HELD_TOPIC),
    /** Google Cloud Pub/Sub. */
    GCP_PUB_SUB("gcpPubSub", DeadLetterHolder.NONE),
    /** Amazon SNS and SQS. */
    AWS_SNS_SQS("awsSnsSqs", DeadLetterHolder.HELD_TOPIC),
    /** Azure Service Bus topics. */
    AZURE_SERVICE_BUS("azureServiceBus", DeadLetterHolder.HELD_TOPIC),
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
        return find(broker).orElseThrow(() -> new IllegalArgumentException("The broker has no member"));
    }

    /** The kind of a declared broker; empty when no member is set. */
    public static Optional<BrokerKind> find(Broker broker) {
        return Arrays.stream(values()).filter(kind -> kind.isIn(broker)).findFirst();
    }

    private boolean isIn(Broker broker) {
        return switch (this) {
            case KAFKA -> broker.kafka() != null;
            case REDIS -> broker.redis() != null;
            case RABBITMQ -> broker.rabbitmq() != null;
            case GCP_PUB_SUB -> broker.gcpPubSub() != null;
            case AWS_SNS_SQS -> broker.awsSnsSqs() != null;
            case AZURE_SERVICE_BUS -> broker.azureServiceBus() != null;
            case IN_MEMORY -> broker.inMemory() != null;
        };
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
     * Who keeps dead letters. On some brokers a topic forgets what is published while nobody subscribes to it, so that Dapr's
     * dead-letter topic alone would drop every dead letter.
     */
    public enum DeadLetterHolder {
        /** The dead-letter topic {@code <event>.<namespace>.<service>.dlq}: the broker stores what nobody subscribes to. */
        TOPIC,
        /** The same topic, with a subscription beside it that never takes anything, so that the broker keeps it. */
        HELD_TOPIC,
        /** Nobody can: no dead-letter topic is rendered, so that the broker redelivers instead of losing the event. */
        NONE
    }
}
