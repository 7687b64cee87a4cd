package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * The event bus; exactly one member.
 *
 * @param kafka A Kafka cluster.
 * @param redis Redis Streams.
 * @param rabbitmq RabbitMQ.
 * @param gcpPubSub Google Cloud Pub/Sub.
 * @param awsSnsSqs Amazon SNS and SQS.
 * @param azureServiceBus Azure Service Bus topics.
 * @param inMemory The memory of one sidecar.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value =
                "[has(self.kafka), has(self.redis), has(self.rabbitmq), has(self.gcpPubSub), has(self.awsSnsSqs), has(self.azureServiceBus), has(self.inMemory)].filter(b, b).size() == 1",
        message = "exactly one of kafka, redis, rabbitmq, gcpPubSub, awsSnsSqs, azureServiceBus and inMemory is needed")
public record Broker(
        @JsonPropertyDescription("A Kafka cluster.") @Nullable
        KafkaBroker kafka,

        @JsonPropertyDescription("Redis Streams.") @Nullable RedisBroker redis,
        @JsonPropertyDescription("RabbitMQ.") @Nullable RabbitMqBroker rabbitmq,

        @JsonPropertyDescription("Google Cloud Pub/Sub.") @Nullable
        GcpPubSubBroker gcpPubSub,

        @JsonPropertyDescription("Amazon SNS and SQS.") @Nullable
        AwsSnsSqsBroker awsSnsSqs,

        @JsonPropertyDescription("Azure Service Bus topics.") @Nullable
        AzureServiceBusBroker azureServiceBus,

        @JsonPropertyDescription("The memory of one sidecar.") @Nullable
        InMemoryBroker inMemory) {}
