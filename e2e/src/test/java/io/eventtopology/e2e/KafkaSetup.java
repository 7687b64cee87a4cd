package io.eventtopology.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.crds.KafkaAuthType;
import io.eventtopology.operator.broker.AdminClients;
import io.eventtopology.operator.broker.BrokerSecurity;
import io.eventtopology.operator.broker.ClusterConnection;
import io.eventtopology.operator.broker.DirectProvisioner;
import io.eventtopology.operator.broker.TopicRequest;
import io.eventtopology.planner.model.KafkaCluster;
import io.eventtopology.planner.model.KafkaListener;
import io.eventtopology.planner.model.Provisioner;
import io.eventtopology.tools.kafka.KafkaBroker;
import java.util.List;
import java.util.Map;

/** Brings a broker into the state that a plan wants, with the operator's own provisioner. */
final class KafkaSetup {
    /** Name of the cluster in the examples. */
    static final String CLUSTER = "my-cluster";

    private KafkaSetup() {}

    /** The cluster of the examples on a broker without security. */
    static List<KafkaCluster> plain(KafkaBroker broker) {
        return List.of(new KafkaCluster(
                CLUSTER,
                null,
                Provisioner.DIRECT,
                Map.of(KafkaAuthType.NONE, new KafkaListener(broker.bootstrapServers(), false)),
                null,
                false,
                false));
    }

    /** Creates the topics of the plan. */
    static void createTopics(KafkaBroker broker, PlannedExample example) {
        try (AdminClients clients = new AdminClients()) {
            ClusterConnection connection =
                    new ClusterConnection(CLUSTER, broker.bootstrapServers(), new BrokerSecurity.None());
            new DirectProvisioner(clients)
                    .reconcile(
                            connection,
                            example.topics().stream()
                                    .map(topic -> new TopicRequest(topic.topic(), null, true))
                                    .toList())
                    .values()
                    .forEach(observation -> assertThat(observation.problem())
                            .as(observation.name())
                            .isNull());
        }
    }
}
