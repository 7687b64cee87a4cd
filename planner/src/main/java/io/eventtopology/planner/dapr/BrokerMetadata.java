package io.eventtopology.planner.dapr;

import io.eventtopology.crds.AwsSnsSqsBroker;
import io.eventtopology.crds.AzureServiceBusBroker;
import io.eventtopology.crds.Broker;
import io.eventtopology.crds.GcpPubSubBroker;
import io.eventtopology.crds.RabbitMqBroker;
import io.eventtopology.crds.RedisBroker;
import io.eventtopology.crds.dapr.MetadataItem;
import io.eventtopology.planner.dapr.PubSub.Role;
import io.eventtopology.planner.model.BrokerKind;
import io.eventtopology.planner.model.ResolvedDelivery;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.naming.Names;
import io.eventtopology.planner.naming.SnsTopics;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The metadata of Dapr's pub/sub components, so that no broker loses an event on a default. Keys and defaults are those of
 * components-contrib 1.16.0 ({@code pubsub/<type>/metadata.yaml} and the code beside it). The consumer is always set: Dapr's
 * default is the app id, which two namespaces may share. {@code consumerID} is known to every pub/sub component, since the
 * runtime sets it where it is missing.
 */
final class BrokerMetadata {
    private static final String CONSUMER = "consumerID";
    private static final String ENDPOINT = "endpoint";
    private static final int AZURE_SUBSCRIPTION_LENGTH = 50;
    private static final int SQS_QUEUE_LENGTH = 75;
    private static final Duration SQS_LONGEST_VISIBILITY = Duration.ofHours(12);

    private final ResolvedService service;
    private final PubSub pubSub;

    BrokerMetadata(ResolvedService service, PubSub pubSub) {
        this.service = service;
        this.pubSub = pubSub;
    }

    /** The component type for Dapr, for example pubsub.kafka. */
    String type() {
        return switch (BrokerKind.of(pubSub.topology().broker())) {
            case KAFKA -> "pubsub.kafka";
            case REDIS -> "pubsub.redis";
            case RABBITMQ -> "pubsub.rabbitmq";
            case GCP_PUB_SUB -> "pubsub.gcp.pubsub";
            case AWS_SNS_SQS -> "pubsub.aws.snssqs";
            case AZURE_SERVICE_BUS -> "pubsub.azure.servicebus.topics";
            case IN_MEMORY -> "pubsub.in-memory";
        };
    }

    /** The metadata, sorted by name. */
    List<MetadataItem> items() {
        Broker broker = pubSub.topology().broker();
        Metadata metadata = switch (BrokerKind.of(broker)) {
            case KAFKA -> new KafkaMetadata(service, pubSub.topology()).metadata();
            case REDIS -> redis(Objects.requireNonNull(broker.redis()));
            case RABBITMQ -> rabbitMq(Objects.requireNonNull(broker.rabbitmq()));
            case GCP_PUB_SUB -> gcp(Objects.requireNonNull(broker.gcpPubSub()));
            case AWS_SNS_SQS -> aws(Objects.requireNonNull(broker.awsSnsSqs()));
            case AZURE_SERVICE_BUS -> azure(Objects.requireNonNull(broker.azureServiceBus()));
            case IN_MEMORY -> new Metadata().with(CONSUMER, consumer());
        };
        return metadata.list();
    }

    private String consumer() {
        return Names.consumerGroup(service.namespace(), service.name());
    }

    private Metadata redis(RedisBroker broker) {
        Metadata metadata = new Metadata()
                .with(CONSUMER, consumer())
                .with("redisHost", broker.host())
                .with("enableTLS", Boolean.TRUE.equals(broker.tls()))
                .withOptional("redisUsername", broker.username())
                .withOptional("redisPassword", broker.password())
                .with("redeliverInterval", "60s");
        ResolvedDelivery policy = pubSub.policy();
        // An entry pending longer is taken for abandoned and delivered again, also while retries still run.
        return policy == null
                ? metadata
                : metadata.with("processingTimeout", policy.longest().toSeconds() + "s");
    }

    private Metadata rabbitMq(RabbitMqBroker broker) {
        boolean holdsDeadLetters = pubSub.role() == Role.DEAD_LETTERS;
        return new Metadata()
                .with(CONSUMER, consumer())
                .with("hostname", broker.host())
                .with("protocol", Boolean.TRUE.equals(broker.tls()) ? "amqps" : "amqp")
                .withOptional("username", broker.username())
                .withOptional("password", broker.password())
                .with("durable", true)
                .with("deletedWhenUnused", false)
                .with("deliveryMode", 2)
                .with("publisherConfirm", true)
                .with("autoAck", false)
                .with("prefetchCount", 16)
                // Dead letters are refused once and rest in the broker's queue dlq-<queue>; all else goes back into its
                // queue.
                .with("requeueInFailure", !holdsDeadLetters)
                .with("enableDeadLetter", holdsDeadLetters);
    }

    private Metadata gcp(GcpPubSubBroker broker) {
        Metadata metadata = new Metadata()
                .with(CONSUMER, consumer())
                .with("projectId", broker.projectId())
                .withOptional(ENDPOINT, broker.endpoint());
        if (broker.privateKey() == null) {
            return metadata;
        }
        // With a key daprd puts these together to a service account file (pubsub/gcp/pubsub/pubsub.go, GCPAuthJSON).
        return metadata.with("type", "service_account")
                .with("identityProjectId", broker.projectId())
                .withOptional("privateKeyId", broker.privateKeyId())
                .withOptional("privateKey", broker.privateKey())
                .withOptional("clientEmail", broker.clientEmail())
                .with("authUri", "https://accounts.google.com/o/oauth2/auth")
                .with("tokenUri", "https://oauth2.googleapis.com/token");
    }

    private Metadata aws(AwsSnsSqsBroker broker) {
        Metadata metadata = new Metadata()
                .with(CONSUMER, queue(""))
                .with("region", broker.region())
                .withOptional("accessKey", broker.accessKey())
                .withOptional("secretKey", broker.secretKey())
                .withOptional(ENDPOINT, broker.endpoint())
                .with("fifo", Boolean.TRUE.equals(broker.fifo()));
        if (pubSub.role() == Role.DEAD_LETTERS) {
            // Received once, refused, and then moved by SQS, which wants its limit below Dapr's.
            return metadata.with("sqsDeadLettersQueueName", queue("_kept"))
                    .with("messageReceiveLimit", 1)
                    .with("messageRetryLimit", 2);
        }
        metadata.with("disableDeleteOnRetryLimit", true);
        ResolvedDelivery policy = pubSub.policy();
        if (policy == null) {
            return metadata;
        }
        Duration invisible =
                policy.longest().compareTo(SQS_LONGEST_VISIBILITY) < 0 ? policy.longest() : SQS_LONGEST_VISIBILITY;
        return metadata.with("messageVisibilityTimeout", invisible.toSeconds());
    }

    /**
     * A queue of SQS: Dapr has one for a component and drops dots from its name, so the parts are kept apart by underscores,
     * which namespaces and services have none of, and of which an event's own are doubled.
     */
    private String queue(String suffix) {
        String service = this.service.namespace() + "_" + this.service.name();
        String ofRole = switch (pubSub.role()) {
            case BASE -> service;
            case EVENT ->
                service + "_"
                        + SnsTopics.word(
                                pubSub.subscriptions().getFirst().event().type());
            case DEAD_LETTERS -> service + "_dlq" + suffix;
        };
        return Names.atMost(SQS_QUEUE_LENGTH, ofRole);
    }

    private Metadata azure(AzureServiceBusBroker broker) {
        Metadata metadata = new Metadata()
                .with(CONSUMER, Names.atMost(AZURE_SUBSCRIPTION_LENGTH, consumer()))
                .withOptional("namespaceName", broker.namespaceName())
                .withOptional("connectionString", broker.connectionString());
        if (pubSub.role() == Role.DEAD_LETTERS) {
            // Refused once, a message rests in the dead-letter queue that every Service Bus subscription has.
            metadata.with("maxDeliveryCount", 1);
        }
        ResolvedDelivery policy = pubSub.policy();
        return policy == null
                ? metadata
                : metadata.with("handlerTimeoutInSec", policy.longest().toSeconds());
    }
}
