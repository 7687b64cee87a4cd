package io.eventtopology.planner.model;

import io.eventtopology.crds.BundledService;
import io.eventtopology.crds.EnvVariable;
import io.eventtopology.crds.PodOverrides;
import io.eventtopology.crds.Resources;
import io.eventtopology.crds.Scaling;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A service whose references are followed and whose defaults are filled in.
 *
 * @param namespace its namespace
 * @param name its name
 * @param topology its own topology (spec.topologyRef)
 * @param appId Dapr app id: the name, or that of the existing Deployment
 * @param preset the bundled service; null without
 * @param image the image to run; null for wiring only
 * @param port port of the app
 * @param env environment as declared, sorted by name
 * @param resources compute resources; null for the default of the renderer
 * @param pod overrides; null without
 * @param replicas fixed replicas; null for 1, or when scaling is set
 * @param publishes what it publishes, sorted by event
 * @param subscribes what it consumes, sorted by event
 * @param deliveryDefault delivery rules of the service before entries override them
 * @param calls what it calls, sorted by service
 * @param callers app ids of the services in the same namespace that call it, sorted
 * @param maxConcurrency most events and calls at once; null for no limit
 * @param databaseSecret name of the Secret with url, username and password; null without
 * @param scaling scaling by lag; null without
 * @param secretVersions name of each Secret that the pods or their sidecars read → its version, for the pod
 *     template: when it changes, the pods roll
 */
public record ResolvedService(
        String namespace,
        String name,
        ResolvedTopology topology,
        String appId,
        @Nullable BundledService preset,
        @Nullable String image,
        int port,
        List<EnvVariable> env,
        @Nullable Resources resources,
        @Nullable PodOverrides pod,
        @Nullable Integer replicas,
        List<ResolvedPublication> publishes,
        List<ResolvedSubscription> subscribes,
        ResolvedDelivery deliveryDefault,
        List<ResolvedCall> calls,
        List<String> callers,
        @Nullable Integer maxConcurrency,
        @Nullable String databaseSecret,
        @Nullable Scaling scaling,
        SortedMap<String, String> secretVersions) {
    /** Copies the lists. */
    public ResolvedService {
        env = List.copyOf(env);
        publishes = List.copyOf(publishes);
        subscribes = List.copyOf(subscribes);
        calls = List.copyOf(calls);
        callers = List.copyOf(callers);
    }

    /** The topologies whose events the service publishes or consumes, sorted by namespace and name. */
    public List<ResolvedTopology> usedTopologies() {
        return Stream.concat(
                        publishes.stream().map(ResolvedPublication::topology),
                        subscribes.stream().map(ResolvedSubscription::topology))
                .distinct()
                .sorted(Comparator.comparing(ResolvedTopology::namespace).thenComparing(ResolvedTopology::name))
                .toList();
    }

    /** Whether the operator runs the service, rather than only wiring a Deployment that exists already. */
    public boolean isRunByOperator() {
        return image != null;
    }
}
