package io.eventtopology.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.crds.Condition;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.tools.kafka.KafkaBroker;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A topology whose pods never come up, because their image does not exist or there is no node. */
class PodsThatNeverComeTest {
    /**
     * All else is in place, and said so. Seen to fail when details of a status must hold still, times of transitions included, before
     * they are written: each resync gives a condition that is not written yet another time, and TopicsReady stays False with the
     * reason Creating for ever.
     */
    @Test
    void everyOtherAspectIsReported() {
        try (OperatorHarness harness = OperatorHarness.start();
                KafkaBroker broker = KafkaBroker.plain()) {
            harness.createNamespace("shop");
            harness.startOperator("""
                    resyncInterval: PT3S
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
                        - {type: todos.task.created, partitions: 3}
                        - {type: todos.task.completed, partitions: 3}
                        - {type: users.account.registered}
                      bundledServices: [Todo, User, Notify, Analytics]
                    """);

            Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                for (String aspect : List.of("TopicsReady", "PubSubReady", "SubscriptionsReady")) {
                    assertThat(harness.topologyCondition("shop", "todos", aspect)
                                    .map(Condition::status))
                            .as(aspect)
                            .contains("True");
                }
                assertThat(harness.topologyCondition("shop", "todos", "WorkloadsReady")
                                .map(Condition::status))
                        .contains("False");
            });
        }
    }
}
