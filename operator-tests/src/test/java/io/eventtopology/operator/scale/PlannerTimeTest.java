package io.eventtopology.operator.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.operator.config.OperatorConfiguration;
import io.eventtopology.planner.Planner;
import io.eventtopology.planner.model.Plan;
import io.eventtopology.planner.model.ResourceCatalog;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How long the planner thinks; printed, never asserted. */
class PlannerTimeTest {
    private static final int TOPOLOGIES = 250;
    private static final int ROUNDS = 4;

    @Test
    void aThousandServicesArePlanned() {
        KubernetesSerialization yaml = new KubernetesSerialization();
        List<HasMetadata> resources = new ArrayList<>();
        for (int i = 0; i < TOPOLOGIES; i++) {
            for (String document : ManyResources.documents(i, ManyResources.REDIS, 4)) {
                resources.add(
                        document.contains("kind: EventService")
                                ? yaml.unmarshal(document, EventService.class)
                                : yaml.unmarshal(document, EventTopology.class));
            }
        }
        ResourceCatalog catalog = new ResourceCatalog(resources, List.of(), Map.of());
        Planner planner = new Planner(OperatorConfiguration.parse("").platform("operator", false));
        for (int round = 1; round <= ROUNDS; round++) {
            long start = System.nanoTime();
            int objects = catalog.services().stream()
                    .map(service -> planner.plan(service, catalog))
                    .mapToInt(plan -> plan.objects().size())
                    .sum();
            long planned = System.nanoTime();
            List<Plan> topologies = catalog.topologies().stream()
                    .map(topology -> planner.plan(topology, catalog))
                    .toList();
            System.out.printf(
                    Locale.ROOT,
                    "Round %d: %d services planned, %d objects, %.2f s; %d topologies, %.2f s%n",
                    round,
                    catalog.services().size(),
                    objects,
                    (planned - start) / 1e9,
                    topologies.size(),
                    (System.nanoTime() - planned) / 1e9);
            assertThat(objects).isGreaterThan(catalog.services().size() * 5);
            assertThat(topologies).allMatch(Plan::mayLetGo);
        }
    }
}
