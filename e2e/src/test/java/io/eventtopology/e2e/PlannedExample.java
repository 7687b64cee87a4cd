package io.eventtopology.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.eventtopology.crds.BundledService;
import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.planner.Planner;
import io.eventtopology.planner.model.DaprVersion;
import io.eventtopology.planner.model.KafkaCluster;
import io.eventtopology.planner.model.Plan;
import io.eventtopology.planner.model.PlannedTopic;
import io.eventtopology.planner.model.PlannedUser;
import io.eventtopology.planner.model.Platform;
import io.eventtopology.planner.model.Preset;
import io.eventtopology.planner.model.ResourceCatalog;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * An example as the operator would plan it, without an API server: its topology, its bundled services, and all that they become.
 *
 * @param objects Deployments, Services, Dapr objects and the rest, of all services
 * @param topics topics of events and dead letters
 * @param users identities on Kafka
 */
record PlannedExample(List<HasMetadata> objects, List<PlannedTopic> topics, List<PlannedUser> users) {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Platform PLATFORM = new Platform(
            "event-topology-system",
            DaprVersion.parse("1.16"),
            false,
            "public",
            Arrays.stream(BundledService.values())
                    .collect(Collectors.toMap(service -> service, service -> "local/" + Preset.nameOf(service))));

    /**
     * Plans {@code examples/<name>}.
     *
     * @param edit what the test changes in the topology first
     * @param clusters Kafka clusters that its broker may name
     */
    static PlannedExample of(String name, UnaryOperator<JsonNode> edit, List<KafkaCluster> clusters) {
        Path file = Path.of("..", "examples", name, "topology.yaml");
        try {
            JsonNode topology = edit.apply(YAML.readTree(Files.readString(file)));
            return of(YAML.treeToValue(topology, EventTopology.class), clusters);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    /** An edit that takes another broker: the YAML of {@code spec.broker}. */
    static UnaryOperator<JsonNode> broker(String yaml) {
        return topology -> {
            try {
                ((ObjectNode) topology.get("spec")).set("broker", YAML.readTree(yaml));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return topology;
        };
    }

    /** Only what belongs to one service. */
    PlannedExample only(String service) {
        return new PlannedExample(
                objects.stream()
                        .filter(object ->
                                service.equals(object.getMetadata().getLabels().get("eventtopology.io/owner-name")))
                        .toList(),
                topics,
                users);
    }

    private static PlannedExample of(EventTopology topology, List<KafkaCluster> clusters) {
        Planner planner = new Planner(PLATFORM);
        Plan first = accepted(planner.plan(topology, new ResourceCatalog(List.of(topology), clusters, Map.of())));
        List<HasMetadata> resources = new ArrayList<>(List.of(topology));
        first.objects().stream().filter(EventService.class::isInstance).forEach(resources::add);
        ResourceCatalog catalog = new ResourceCatalog(resources, clusters, Map.of());
        List<HasMetadata> objects = new ArrayList<>();
        List<PlannedTopic> topics = new ArrayList<>(first.topics());
        List<PlannedUser> users = new ArrayList<>();
        for (EventService service : catalog.services()) {
            Plan plan = accepted(planner.plan(service, catalog));
            objects.addAll(plan.objects());
            topics.addAll(plan.topics());
            users.addAll(plan.users());
        }
        return new PlannedExample(List.copyOf(objects), List.copyOf(topics), List.copyOf(users));
    }

    private static Plan accepted(Plan plan) {
        if (plan.isStopped()) {
            throw new IllegalStateException("The example has errors: " + plan.findings());
        }
        return plan;
    }
}
