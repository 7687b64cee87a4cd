package io.eventtopology.planner.findings;

import io.eventtopology.crds.BundledService;
import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.Finding;
import io.eventtopology.crds.KafkaAuthType;
import io.eventtopology.planner.Planner;
import io.eventtopology.planner.model.DaprVersion;
import io.eventtopology.planner.model.KafkaCluster;
import io.eventtopology.planner.model.KafkaListener;
import io.eventtopology.planner.model.Plan;
import io.eventtopology.planner.model.Platform;
import io.eventtopology.planner.model.Provisioner;
import io.eventtopology.planner.model.ResourceCatalog;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Findings of the planner for resources in the namespace shop, written as YAML documents. */
final class Planned {
    private static final KafkaCluster MAIN = new KafkaCluster(
            "main",
            null,
            Provisioner.DIRECT,
            Map.of(KafkaAuthType.NONE, new KafkaListener("kafka:9092", false)),
            null,
            false,
            false);
    private static final Platform PLATFORM = new Platform(
            "operators",
            new DaprVersion(1, 16),
            false,
            "public",
            Map.of(BundledService.Order, "order:1", BundledService.Payment, "payment:1"));

    private final ResourceCatalog catalog;
    private final Planner planner = new Planner(PLATFORM);

    Planned(String yaml) {
        List<HasMetadata> resources =
                Arrays.stream(yaml.split("(?m)^---\n")).map(Planned::resource).toList();
        catalog = new ResourceCatalog(resources, List.of(MAIN), Map.of());
    }

    /** A topology alone, which has its namespace. */
    Planned(EventTopology topology) {
        catalog = new ResourceCatalog(List.of(topology), List.of(MAIN), Map.of());
    }

    private static HasMetadata resource(String yaml) {
        HasMetadata resource = yaml.contains("kind: EventTopology")
                ? Serialization.unmarshal(yaml, EventTopology.class)
                : Serialization.unmarshal(yaml, EventService.class);
        if (resource.getMetadata().getNamespace() == null) {
            resource.getMetadata().setNamespace("shop");
        }
        return resource;
    }

    /** Findings of the only topology. */
    List<Finding> topology() {
        return plan().findings();
    }

    /** Plan of the only topology. */
    Plan plan() {
        return planner.plan(catalog.topologies().getFirst(), catalog);
    }

    /** Findings of a service. */
    List<Finding> service(String name) {
        return planner.plan(catalog.service("shop", name).orElseThrow(), catalog)
                .findings();
    }
}
