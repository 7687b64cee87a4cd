package io.eventtopology.planner.dapr;

import io.eventtopology.crds.dapr.AccessControl;
import io.eventtopology.crds.dapr.AppPolicy;
import io.eventtopology.crds.dapr.Component;
import io.eventtopology.crds.dapr.ComponentSpec;
import io.eventtopology.crds.dapr.Configuration;
import io.eventtopology.crds.dapr.ConfigurationSpec;
import io.eventtopology.crds.dapr.Feature;
import io.eventtopology.crds.dapr.Resiliency;
import io.eventtopology.crds.dapr.Subscription;
import io.eventtopology.planner.dapr.PubSub.Role;
import io.eventtopology.planner.model.Platform;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedTopology;
import io.eventtopology.planner.model.ServiceReferences.TopologyKey;
import io.eventtopology.planner.naming.Names;
import io.eventtopology.planner.naming.ObjectMetas;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Renders the Dapr objects of a service. */
public final class DaprRenderer {
    private static final String PUBSUB_NAME = "PUBSUB_NAME";

    /** The Dapr objects of the service. */
    public DaprObjects render(ResolvedService service, Platform platform) {
        ObjectMetas metas = ObjectMetas.ofService(
                service.namespace(), service.name(), service.topology().name());
        List<PubSub> pubSubs = PubSub.of(service);
        List<Component> components =
                pubSubs.stream().map(p -> component(service, p, metas)).toList();
        SubscriptionRenderer subscriptionRenderer = new SubscriptionRenderer(service, metas);
        List<Subscription> subscriptions = pubSubs.stream()
                .flatMap(p -> subscriptionRenderer.render(p).stream())
                .toList();
        Optional<Resiliency> resiliency = new ResiliencyRenderer(service).render(pubSubs, metas);
        return new DaprObjects(
                configuration(service, platform, metas),
                components,
                resiliency.orElse(null),
                subscriptions,
                names(service, pubSubs));
    }

    private static Component component(ResolvedService service, PubSub pubSub, ObjectMetas metas) {
        BrokerMetadata metadata = new BrokerMetadata(service, pubSub);
        Component component = new Component();
        component.setMetadata(metas.named(pubSub.name()));
        component.setSpec(new ComponentSpec(metadata.type(), "v1", null, null, metadata.items()));
        component.setScopes(List.of(service.appId()));
        return component;
    }

    /**
     * Only declared callers may call the service; when there is none, nobody may. Deliveries are no calls: daprd checks access
     * where a call of another sidecar arrives (pkg/acl, spiffe id of the peer), while events reach the app from its own sidecar.
     */
    private static Configuration configuration(ResolvedService service, Platform platform, ObjectMetas metas) {
        List<AppPolicy> callers = service.callers().stream()
                .map(caller -> new AppPolicy(caller, "allow", platform.trustDomain(), service.namespace()))
                .toList();
        List<Feature> features =
                platform.daprVersion().needsHotReloadFeature() ? List.of(new Feature("HotReload", true)) : List.of();
        Configuration configuration = new Configuration();
        configuration.setMetadata(metas.named(service.name()));
        configuration.setSpec(
                new ConfigurationSpec(new AccessControl("deny", platform.trustDomain(), callers), features, null));
        return configuration;
    }

    /**
     * PUBSUB_NAME for the service's own topology, {@link Names#pubsubVariable} for others. A
     * service without a base component publishes dead letters only, and any of its others serves for that.
     */
    private static SortedMap<String, String> names(ResolvedService service, List<PubSub> pubSubs) {
        SortedMap<String, String> names = new TreeMap<>();
        for (PubSub pubSub : pubSubs) {
            if (pubSub.role() != Role.DEAD_LETTERS) {
                names.putIfAbsent(variable(service, pubSub.topology()), pubSub.name());
            }
        }
        return names;
    }

    private static String variable(ResolvedService service, ResolvedTopology topology) {
        if (topology.equals(service.topology())) {
            return PUBSUB_NAME;
        }
        return Names.pubsubVariable(new TopologyKey(topology.namespace(), topology.name()), service.namespace());
    }
}
