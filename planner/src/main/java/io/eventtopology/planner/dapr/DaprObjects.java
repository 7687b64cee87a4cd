package io.eventtopology.planner.dapr;

import io.eventtopology.crds.dapr.Component;
import io.eventtopology.crds.dapr.Configuration;
import io.eventtopology.crds.dapr.Resiliency;
import io.eventtopology.crds.dapr.Subscription;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The Dapr objects of one service.
 *
 * @param configuration its configuration
 * @param components its pub/sub components
 * @param resiliency its policies; null without deliveries and calls
 * @param subscriptions its subscriptions
 * @param pubsubNames environment variable → name of the component through which the app publishes
 */
public record DaprObjects(
        Configuration configuration,
        List<Component> components,
        @Nullable Resiliency resiliency,
        List<Subscription> subscriptions,
        SortedMap<String, String> pubsubNames) {
    /** Copies the lists. */
    public DaprObjects {
        components = List.copyOf(components);
        subscriptions = List.copyOf(subscriptions);
    }

    /** All in the order in which they are applied: a subscription needs its component, deliveries need their policy. */
    public List<HasMetadata> all() {
        List<HasMetadata> all = new ArrayList<>(policies());
        all.addAll(subscriptions);
        return all;
    }

    /** All but the subscriptions: what a sidecar may have to restart for. */
    public List<HasMetadata> policies() {
        List<HasMetadata> policies = new ArrayList<>();
        policies.add(configuration);
        if (resiliency != null) {
            policies.add(resiliency);
        }
        policies.addAll(components);
        return policies;
    }
}
