package io.eventtopology.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.tools.kafka.KafkaBroker;
import io.eventtopology.tools.standin.StandInKubelet;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

/** The whole way of the seed's topology on a real API server and a real broker. */
class FirstTopologyTest {
    @Test
    void theSeedsTopologyBecomesTopicsAndObjects() throws Exception {
        try (OperatorHarness harness = OperatorHarness.start();
                KafkaBroker broker = KafkaBroker.plain();
                StandInKubelet kubelet = StandInKubelet.start(harness.admin())) {
            harness.createNamespace("shop");
            harness.startOperator("""
                    kafka:
                      clusters:
                        - name: my-cluster
                          provisioner: Direct
                          bootstrapServers: {none: "%s"}
                    """.formatted(broker.bootstrapServers()));
            harness.apply("""
                    apiVersion: eventtopology.io/v1beta1
                    kind: EventTopology
                    metadata: {name: todos, namespace: shop}
                    spec:
                      broker: {kafka: {cluster: my-cluster}}
                      events:
                        - {type: todos.task.created, partitions: 3, retention: 7d, key: data.todoId}
                        - {type: todos.task.completed, partitions: 3}
                        - {type: users.account.registered}
                      bundledServices: [Todo, User, Notify, Analytics]
                    """);

            harness.awaitTopologyReady("shop", "todos");

            try (Admin admin = Admin.create(broker.adminProperties())) {
                Set<String> topics = admin.listTopics().names().get();
                assertThat(topics)
                        .contains(
                                "todos.task.created",
                                "todos.task.completed",
                                "users.account.registered",
                                "todos.task.created.shop.notify.dlq",
                                "todos.task.created.shop.analytics.dlq");
                assertThat(admin.describeTopics(Set.of("todos.task.created"))
                                .allTopicNames()
                                .get()
                                .get("todos.task.created")
                                .partitions())
                        .hasSize(3);
            }
            for (String service : Set.of("todo", "user", "notify", "analytics")) {
                harness.awaitServiceReady("shop", service);
            }
            assertThat(harness.service("shop", "notify").getStatus().children())
                    .extracting(c -> c.kind() + "/" + c.name())
                    .contains("Component/todos-notify", "Resiliency/notify", "Deployment/notify");
            org.awaitility.Awaitility.await("what was missing at first is not said any more")
                    .atMost(OperatorHarness.PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    harness.service("shop", "todo").getStatus().findings())
                            .extracting(finding -> finding.code())
                            .doesNotContain("CalleeNotFound"));
            assertThat(kubelet.writes()).isPositive();
        }
    }
}
