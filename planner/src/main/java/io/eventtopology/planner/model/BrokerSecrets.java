package io.eventtopology.planner.model;

import io.eventtopology.crds.AwsSnsSqsBroker;
import io.eventtopology.crds.AzureServiceBusBroker;
import io.eventtopology.crds.Broker;
import io.eventtopology.crds.GcpPubSubBroker;
import io.eventtopology.crds.RabbitMqBroker;
import io.eventtopology.crds.RedisBroker;
import io.eventtopology.crds.SecretKeyRef;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The Secrets that a broker's declaration refers to. */
public final class BrokerSecrets {
    private BrokerSecrets() {}

    /** Their names; they lie in the namespace of the service. None for Kafka, whose Secrets the operator brings. */
    public static SortedSet<String> of(Broker broker) {
        return refs(broker)
                .filter(Objects::nonNull)
                .map(SecretKeyRef::name)
                .collect(TreeSet::new, SortedSet::add, SortedSet::addAll);
    }

    private static Stream<@Nullable SecretKeyRef> refs(Broker broker) {
        RedisBroker redis = broker.redis();
        if (redis != null) {
            return Stream.of(redis.username(), redis.password());
        }
        RabbitMqBroker rabbitMq = broker.rabbitmq();
        if (rabbitMq != null) {
            return Stream.of(rabbitMq.username(), rabbitMq.password());
        }
        GcpPubSubBroker gcp = broker.gcpPubSub();
        if (gcp != null) {
            return Stream.of(gcp.privateKeyId(), gcp.privateKey(), gcp.clientEmail());
        }
        AwsSnsSqsBroker aws = broker.awsSnsSqs();
        if (aws != null) {
            return Stream.of(aws.accessKey(), aws.secretKey());
        }
        AzureServiceBusBroker azure = broker.azureServiceBus();
        return azure != null ? Stream.of(azure.connectionString()) : Stream.of();
    }
}
