package io.eventtopology.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.crds.KafkaAuthType;
import io.eventtopology.operator.broker.AdminClients;
import io.eventtopology.operator.broker.BrokerSecurity;
import io.eventtopology.operator.broker.ClusterConnection;
import io.eventtopology.operator.broker.DirectProvisioner;
import io.eventtopology.operator.broker.DirectUsers;
import io.eventtopology.operator.broker.TopicRequest;
import io.eventtopology.operator.broker.UserRequest;
import io.eventtopology.operator.users.ServiceUsers;
import io.eventtopology.planner.model.KafkaCluster;
import io.eventtopology.planner.model.KafkaListener;
import io.eventtopology.planner.model.PlannedUser;
import io.eventtopology.planner.model.Provisioner;
import io.eventtopology.planner.model.SecretSource;
import io.eventtopology.tools.kafka.KafkaBroker;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Brings a broker into the state that a plan wants, with the operator's own provisioner. */
final class KafkaSetup {
    /** Name of the cluster in the examples. */
    static final String CLUSTER = "my-cluster";

    private static final String CA_KEY = "ca.crt";

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

    /** The cluster of the examples on a broker that knows nobody without a password, and denies what no ACL allows. */
    static List<KafkaCluster> secured(KafkaBroker broker) {
        return List.of(new KafkaCluster(
                CLUSTER,
                null,
                Provisioner.DIRECT,
                Map.of(KafkaAuthType.SCRAM_SHA_512, new KafkaListener(broker.bootstrapServers(), true)),
                new SecretSource("event-topology-system", "kafka", CA_KEY),
                false,
                false));
    }

    /** How the operator connects to a secured broker. */
    static BrokerSecurity administrator(KafkaBroker broker) {
        return new BrokerSecurity.ScramSha512(
                true, broker.caCertificatePem(), broker.adminUser(), broker.adminPassword());
    }

    /** Creates the users of the plan with exactly its ACLs; gives the Secrets that their sidecars read. */
    static List<Secret> createUsers(KafkaBroker broker, PlannedExample example) {
        List<Secret> secrets = new ArrayList<>();
        try (AdminClients clients = new AdminClients()) {
            DirectUsers users = new DirectUsers(clients);
            ClusterConnection connection =
                    new ClusterConnection(CLUSTER, broker.bootstrapServers(), administrator(broker));
            for (PlannedUser user : example.users()) {
                UserRequest request =
                        new UserRequest(user.name(), password(user), true, ServiceUsers.rights(user.acls()));
                assertThat(users.ensure(connection, request).problem())
                        .as(user.name())
                        .isNull();
                secrets.add(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(user.secretNamespace())
                        .withName(user.secretName())
                        .endMetadata()
                        .withStringData(Map.of(
                                "username", user.name(), "password", password(user), CA_KEY, broker.caCertificatePem()))
                        .build());
            }
        }
        return secrets;
    }

    /** The password that a user of the plan gets here. */
    static String password(PlannedUser user) {
        return "password-of-" + user.name();
    }

    /** Creates the topics of the plan on a broker without security. */
    static void createTopics(KafkaBroker broker, PlannedExample example) {
        createTopics(broker, new BrokerSecurity.None(), example);
    }

    /** Creates the topics of the plan. */
    static void createTopics(KafkaBroker broker, BrokerSecurity security, PlannedExample example) {
        try (AdminClients clients = new AdminClients()) {
            ClusterConnection connection = new ClusterConnection(CLUSTER, broker.bootstrapServers(), security);
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
