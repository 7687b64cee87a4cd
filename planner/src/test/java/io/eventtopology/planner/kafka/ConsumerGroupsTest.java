package io.eventtopology.planner.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.KafkaAuthType;
import io.eventtopology.planner.Planner;
import io.eventtopology.planner.model.DaprVersion;
import io.eventtopology.planner.model.KafkaCluster;
import io.eventtopology.planner.model.KafkaListener;
import io.eventtopology.planner.model.Plan;
import io.eventtopology.planner.model.PlannedGroup;
import io.eventtopology.planner.model.Platform;
import io.eventtopology.planner.model.Provisioner;
import io.eventtopology.planner.model.ResourceCatalog;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which consumer groups a plan has. */
class ConsumerGroupsTest {
    private static Plan plan(String... subscriptions) {
        EventService service =
                Serialization.unmarshal("""
                metadata: {name: notify, namespace: shop}
                spec:
                  topologyRef: {name: east}
                  appId: notify
                  subscribes: [%s]
                """.formatted(String.join(", ", subscriptions)), EventService.class);
        List<HasMetadata> resources = List.of(
                topology("east", "{kafka: {cluster: main}}"),
                topology("west", "{kafka: {cluster: other}}"),
                topology("here", "{inMemory: {}}"),
                service);
        return new Planner(new Platform("operators", new DaprVersion(1, 16), false, "public", Map.of()))
                .plan(service, new ResourceCatalog(resources, List.of(cluster("main"), cluster("other")), Map.of()));
    }

    private static EventTopology topology(String name, String broker) {
        return Serialization.unmarshal("""
                metadata: {name: %s, namespace: shop}
                spec:
                  broker: %s
                  events: [{type: %1$s.task.created}, {type: %1$s.task.completed}]
                """.formatted(name, broker), EventTopology.class);
    }

    private static KafkaCluster cluster(String name) {
        return new KafkaCluster(
                name,
                null,
                Provisioner.DIRECT,
                Map.of(KafkaAuthType.NONE, new KafkaListener("kafka:9092", false)),
                null,
                false,
                false);
    }

    @Test
    void oneForEachKafkaClusterWithTheTopicsThere() {
        Plan plan = plan(
                "{event: east.task.created, route: /a}",
                "{event: west.task.created, route: /b, topologyRef: {name: west}}",
                "{event: here.task.created, route: /c, topologyRef: {name: here}}",
                "{event: east.task.completed, route: /d, delivery: {timeout: 5s}}");

        assertThat(plan.findings()).noneMatch(finding -> finding.severity().equals("Error"));
        assertThat(plan.groups())
                .extracting(group -> group.cluster().name(), PlannedGroup::name, PlannedGroup::topics)
                .containsExactly(
                        tuple("main", "shop.notify", List.of("east.task.completed", "east.task.created")),
                        tuple("other", "shop.notify", List.of("west.task.created")));
    }

    @Test
    void noneWithoutKafka() {
        assertThat(plan("{event: here.task.created, route: /c, topologyRef: {name: here}}")
                        .groups())
                .isEmpty();
    }
}
