package io.eventtopology.planner.findings;

import io.eventtopology.planner.findings.Portability.Feature;
import io.eventtopology.planner.findings.Portability.Level;
import io.eventtopology.planner.findings.Portability.Support;
import io.eventtopology.planner.model.BrokerKind;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** The entries of {@link Portability}. */
final class PortabilityTable {
    private static final String BULK_WRAPPER = "dapr pkg/runtime/pubsub/default_bulksub.go and default_bulkpub.go";
    private static final String EMULATED_BULK =
            "the sidecar collects events for one request to the service, but publishes and acknowledges them one by one";
    private static final String NO_SCALER =
            "the operator renders a trigger for Kafka only; scale the Deployment by other means";
    private static final String OPERATOR = "this operator";
    private static final String SHARED = "every service with a subscription of its own gets every event";

    private final Map<BrokerKind, Map<Feature, Support>> entries = new EnumMap<>(BrokerKind.class);

    private PortabilityTable() {
        kafka();
        redis();
        rabbitMq();
        gcpPubSub();
        awsSnsSqs();
        azureServiceBus();
        inMemory();
    }

    /** Broker → feature → entry, complete and unmodifiable. */
    static Map<BrokerKind, Map<Feature, Support>> entries() {
        Map<BrokerKind, Map<Feature, Support>> entries = new EnumMap<>(BrokerKind.class);
        new PortabilityTable()
                .entries.forEach((broker, features) -> entries.put(broker, Collections.unmodifiableMap(features)));
        return Collections.unmodifiableMap(entries);
    }

    private void kafka() {
        String component = "pubsub/kafka";
        entry(
                BrokerKind.KAFKA,
                Feature.ORDER_BY_KEY,
                Level.SUPPORTED,
                "the publication metadata partitionKey is the record key, and a partition is delivered in order",
                component);
        entry(
                BrokerKind.KAFKA,
                Feature.REPLAY,
                Level.SUPPORTED,
                "a new consumer group starts at the oldest event, and offsets can be reset",
                component);
        entry(
                BrokerKind.KAFKA,
                Feature.RETENTION,
                Level.SUPPORTED,
                "each event is a topic with its retention.ms",
                "Kafka topic configuration");
        entry(
                BrokerKind.KAFKA,
                Feature.DEAD_LETTER,
                Level.SUPPORTED,
                "the dead-letter topic keeps what nobody subscribes to",
                "dapr pkg/runtime/subscription");
        entry(
                BrokerKind.KAFKA,
                Feature.BULK,
                Level.SUPPORTED,
                "the component publishes and subscribes in bulk itself",
                component);
        entry(BrokerKind.KAFKA, Feature.CROSS_SERVICE, Level.SUPPORTED, SHARED, component);
        entry(
                BrokerKind.KAFKA,
                Feature.LAG_SCALING,
                Level.SUPPORTED,
                "KEDA scales by the lag of the consumer group, up to the number of partitions",
                "KEDA Kafka scaler");
    }

    private void redis() {
        String component = "pubsub/redis";
        entry(
                BrokerKind.REDIS,
                Feature.ORDER_BY_KEY,
                Level.UNSUPPORTED,
                "the workers and replicas of a service take entries of a stream in parallel, whatever their key",
                component);
        entry(
                BrokerKind.REDIS,
                Feature.REPLAY,
                Level.PARTIAL,
                "a new consumer group starts at the first entry that is still in the stream; an existing one is not reset",
                component);
        entry(
                BrokerKind.REDIS,
                Feature.RETENTION,
                Level.UNSUPPORTED,
                "streams are trimmed by the component for all events alike, not by event",
                component);
        entry(
                BrokerKind.REDIS,
                Feature.DEAD_LETTER,
                Level.SUPPORTED,
                "the dead-letter stream keeps what nobody subscribes to",
                component);
        entry(BrokerKind.REDIS, Feature.BULK, Level.PARTIAL, EMULATED_BULK, BULK_WRAPPER);
        entry(BrokerKind.REDIS, Feature.CROSS_SERVICE, Level.SUPPORTED, SHARED, component);
        entry(BrokerKind.REDIS, Feature.LAG_SCALING, Level.UNSUPPORTED, NO_SCALER, OPERATOR);
    }

    private void rabbitMq() {
        String component = "pubsub/rabbitmq";
        entry(
                BrokerKind.RABBITMQ,
                Feature.ORDER_BY_KEY,
                Level.UNSUPPORTED,
                "a queue knows no keys, and its consumers take events in parallel",
                component);
        entry(
                BrokerKind.RABBITMQ,
                Feature.REPLAY,
                Level.UNSUPPORTED,
                "a queue forgets what is acknowledged, and a new one starts empty",
                component);
        entry(
                BrokerKind.RABBITMQ,
                Feature.RETENTION,
                Level.UNSUPPORTED,
                "a queue keeps an event until it is consumed",
                component);
        entry(
                BrokerKind.RABBITMQ,
                Feature.DEAD_LETTER,
                Level.SUPPORTED,
                "an exchange drops what no queue is bound for, so the operator renders a subscription that holds the dead letters",
                component);
        entry(BrokerKind.RABBITMQ, Feature.BULK, Level.PARTIAL, EMULATED_BULK, BULK_WRAPPER);
        entry(BrokerKind.RABBITMQ, Feature.CROSS_SERVICE, Level.SUPPORTED, SHARED, component);
        entry(BrokerKind.RABBITMQ, Feature.LAG_SCALING, Level.UNSUPPORTED, NO_SCALER, OPERATOR);
    }

    private void gcpPubSub() {
        String component = "pubsub/gcp/pubsub";
        entry(
                BrokerKind.GCP_PUB_SUB,
                Feature.ORDER_BY_KEY,
                Level.UNSUPPORTED,
                "the operator leaves ordering off, which would need enableMessageOrdering and the metadata orderingKey of every publication",
                component);
        entry(
                BrokerKind.GCP_PUB_SUB,
                Feature.REPLAY,
                Level.UNSUPPORTED,
                "a subscription gets only what is published after it was created, and the component cannot seek",
                component);
        entry(
                BrokerKind.GCP_PUB_SUB,
                Feature.RETENTION,
                Level.UNSUPPORTED,
                "the component sets no retention; the default of the subscription applies",
                component);
        entry(
                BrokerKind.GCP_PUB_SUB,
                Feature.DEAD_LETTER,
                Level.UNSUPPORTED,
                "a topic drops what has no subscription, so failed events stay in the subscription and are delivered again",
                component);
        entry(BrokerKind.GCP_PUB_SUB, Feature.BULK, Level.PARTIAL, EMULATED_BULK, BULK_WRAPPER);
        entry(BrokerKind.GCP_PUB_SUB, Feature.CROSS_SERVICE, Level.SUPPORTED, SHARED, component);
        entry(BrokerKind.GCP_PUB_SUB, Feature.LAG_SCALING, Level.UNSUPPORTED, NO_SCALER, OPERATOR);
    }

    private void awsSnsSqs() {
        String component = "pubsub/aws/snssqs";
        entry(
                BrokerKind.AWS_SNS_SQS,
                Feature.ORDER_BY_KEY,
                Level.PARTIAL,
                "with fifo the events of one publishing sidecar keep their order in a topic; the message group cannot be the key",
                component);
        entry(
                BrokerKind.AWS_SNS_SQS,
                Feature.REPLAY,
                Level.UNSUPPORTED,
                "a queue forgets what is acknowledged, and a new one starts empty",
                component);
        entry(
                BrokerKind.AWS_SNS_SQS,
                Feature.RETENTION,
                Level.UNSUPPORTED,
                "the component sets no retention; the default of SQS, 4 days, applies",
                component);
        entry(
                BrokerKind.AWS_SNS_SQS,
                Feature.DEAD_LETTER,
                Level.SUPPORTED,
                "a topic drops what has no subscription, so the operator renders a subscription that holds the dead letters",
                component);
        entry(BrokerKind.AWS_SNS_SQS, Feature.BULK, Level.PARTIAL, EMULATED_BULK, BULK_WRAPPER);
        entry(BrokerKind.AWS_SNS_SQS, Feature.CROSS_SERVICE, Level.SUPPORTED, SHARED, component);
        entry(BrokerKind.AWS_SNS_SQS, Feature.LAG_SCALING, Level.UNSUPPORTED, NO_SCALER, OPERATOR);
    }

    private void azureServiceBus() {
        String component = "pubsub/azure/servicebus/topics";
        entry(
                BrokerKind.AZURE_SERVICE_BUS,
                Feature.ORDER_BY_KEY,
                Level.UNSUPPORTED,
                "the operator leaves sessions off, which would need requireSessions and the metadata SessionId of every publication",
                component);
        entry(
                BrokerKind.AZURE_SERVICE_BUS,
                Feature.REPLAY,
                Level.UNSUPPORTED,
                "a subscription gets only what is published after it was created, and forgets what is acknowledged",
                component);
        entry(
                BrokerKind.AZURE_SERVICE_BUS,
                Feature.RETENTION,
                Level.UNSUPPORTED,
                "the component has one time to live for all topics (defaultMessageTimeToLiveInSec), which the operator leaves unset",
                component);
        entry(
                BrokerKind.AZURE_SERVICE_BUS,
                Feature.DEAD_LETTER,
                Level.SUPPORTED,
                "a topic drops what has no subscription, so the operator renders a subscription that holds the dead letters",
                component);
        entry(
                BrokerKind.AZURE_SERVICE_BUS,
                Feature.BULK,
                Level.SUPPORTED,
                "the component publishes and subscribes in bulk itself",
                component);
        entry(BrokerKind.AZURE_SERVICE_BUS, Feature.CROSS_SERVICE, Level.SUPPORTED, SHARED, component);
        entry(BrokerKind.AZURE_SERVICE_BUS, Feature.LAG_SCALING, Level.UNSUPPORTED, NO_SCALER, OPERATOR);
    }

    private void inMemory() {
        String component = "pubsub/in-memory";
        String nothingKept = "nothing is kept: an event exists only while it is handed over";
        entry(
                BrokerKind.IN_MEMORY,
                Feature.ORDER_BY_KEY,
                Level.UNSUPPORTED,
                "each event is handed over by itself, in no order",
                component);
        entry(BrokerKind.IN_MEMORY, Feature.REPLAY, Level.UNSUPPORTED, nothingKept, component);
        entry(BrokerKind.IN_MEMORY, Feature.RETENTION, Level.UNSUPPORTED, nothingKept, component);
        entry(BrokerKind.IN_MEMORY, Feature.DEAD_LETTER, Level.UNSUPPORTED, nothingKept, component);
        entry(BrokerKind.IN_MEMORY, Feature.BULK, Level.PARTIAL, EMULATED_BULK, BULK_WRAPPER);
        entry(
                BrokerKind.IN_MEMORY,
                Feature.CROSS_SERVICE,
                Level.UNSUPPORTED,
                "the bus lives inside one sidecar: neither another service nor another replica sees the events",
                component);
        entry(BrokerKind.IN_MEMORY, Feature.LAG_SCALING, Level.UNSUPPORTED, NO_SCALER, OPERATOR);
    }

    private void entry(BrokerKind broker, Feature feature, Level level, String reason, String source) {
        entries.computeIfAbsent(broker, b -> new EnumMap<>(Feature.class))
                .put(feature, new Support(level, reason, source));
    }
}
