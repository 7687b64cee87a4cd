package io.eventtopology.planner;

import io.eventtopology.crds.EventService;
import io.eventtopology.planner.model.Catalog;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.ResolvedTopology;
import io.eventtopology.planner.model.ServiceReferences;
import io.eventtopology.planner.naming.Names;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What only one service of a namespace can have: the oldest that claims it has it. */
final class Claims {
    private final Catalog catalog;
    private final EventService service;
    private final String namespace;
    private final String name;

    Claims(Catalog catalog, EventService service) {
        this.catalog = catalog;
        this.service = service;
        this.namespace = service.getMetadata().getNamespace();
        this.name = service.getMetadata().getName();
    }

    /** Notes what an older service has. */
    void check(List<ResolvedTopology> used, Problems problems) {
        String appId = ServiceReferences.appId(service);
        older(ServiceReferences.appIdClaim(appId))
                .ifPresent(
                        older -> problems.add(
                                FindingCode.AppIdClaimed.at(
                                        "spec.appId",
                                        "EventService " + namespace + "/" + older + ", which is older than " + name
                                                + ", has the Dapr app id " + appId
                                                + " too: one sidecar cannot have the components and rules of both.",
                                        "List the events of both in one EventService, or give one of them another app id (spec.appId, or the name where the operator runs the service).")));
        for (ResolvedTopology topology : used) {
            String component = Names.component(topology.namespace(), topology.name(), namespace, name);
            older(ServiceReferences.componentClaim(component))
                    .ifPresent(older -> problems.add(FindingCode.ComponentNameClaimed.at(
                            "metadata.name",
                            "The Dapr component of EventService " + namespace + "/" + name + " for EventTopology "
                                    + topology.namespace() + "/" + topology.name() + " would be named " + component
                                    + ", as that of the older EventService " + namespace + "/" + older + " is.",
                            "Give one of the two services another name: a component is named <topology>-<service>.")));
        }
    }

    /** Name of the oldest other service with that claim, when it is older. */
    private Optional<String> older(String claim) {
        Comparator<EventService> age = Age.oldestFirst();
        return catalog.servicesClaiming(namespace, claim).stream()
                .filter(other -> !other.getMetadata().getName().equals(name))
                .filter(other -> age.compare(other, service) < 0)
                .min(age)
                .map(other -> other.getMetadata().getName());
    }
}
