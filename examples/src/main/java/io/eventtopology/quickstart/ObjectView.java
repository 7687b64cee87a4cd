package io.eventtopology.quickstart;

import io.eventtopology.crds.Condition;
import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.dapr.Component;
import io.eventtopology.crds.dapr.Configuration;
import io.eventtopology.crds.dapr.Resiliency;
import io.eventtopology.crds.dapr.Subscription;
import io.eventtopology.planner.naming.Labels;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the API server says about the namespace of the example, always asked anew. */
final class ObjectView {
    private static final List<Class<? extends HasMetadata>> CHILDREN = List.of(
            Component.class,
            Subscription.class,
            Resiliency.class,
            Configuration.class,
            Deployment.class,
            Service.class,
            ServiceAccount.class,
            NetworkPolicy.class,
            PodDisruptionBudget.class);

    private final KubernetesClient client;
    private final String namespace;

    /** The view of a namespace. */
    ObjectView(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /**
     * A topology.
     *
     * @throws IllegalStateException when there is none of this name
     */
    EventTopology topology(String name) {
        return get(EventTopology.class, name);
    }

    /** All services, by name. */
    List<EventService> services() {
        return list(EventService.class);
    }

    /** All objects of a kind that the operator manages, by name. */
    <T extends HasMetadata> List<T> managed(Class<T> kind) {
        return client
                .resources(kind)
                .inNamespace(namespace)
                .withLabel(Labels.MANAGED_BY, Labels.OPERATOR)
                .list()
                .getItems()
                .stream()
                .sorted(byName())
                .toList();
    }

    /**
     * An object.
     *
     * @throws IllegalStateException when there is none of this name
     */
    <T extends HasMetadata> T get(Class<T> kind, String name) {
        T found = client.resources(kind).inNamespace(namespace).withName(name).get();
        if (found == null) {
            throw new IllegalStateException("There is no " + HasMetadata.getKind(kind) + " " + name);
        }
        return found;
    }

    /**
     * Version of every topology, service and child, by kind and name: who writes one changes its version.
     *
     * @param podsRun then Deployments, and what reports on them, are left out: others write their status
     */
    SortedMap<String, String> versions(boolean podsRun) {
        SortedMap<String, String> versions = new TreeMap<>();
        Stream.of(EventTopology.class, EventService.class)
                .forEach(kind -> note(untyped(kind).list(), versions));
        CHILDREN.forEach(kind ->
                note(untyped(kind).withLabel(Labels.MANAGED_BY, Labels.OPERATOR).list(), versions));
        return versions;
    }

    /** Untyped, because API servers fill in fields that our types of Dapr's kinds do not have. */
    private NonNamespaceOperation<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            untyped(Class<? extends HasMetadata> kind) {
        return client.genericKubernetesResources(ResourceDefinitionContext.fromResourceType(kind))
                .inNamespace(namespace);
    }

    private static void note(GenericKubernetesResourceList objects, SortedMap<String, String> versions) {
        objects.getItems()
                .forEach(object -> versions.put(
                        object.getKind() + " " + object.getMetadata().getName(),
                        object.getMetadata().getResourceVersion()));
    }

    /** A condition of a topology for its present generation. */
    static Optional<Condition> condition(EventTopology topology, String type) {
        return topology.getStatus() == null
                ? Optional.empty()
                : current(topology, topology.getStatus().conditions(), type);
    }

    /** A condition of a service for its present generation. */
    static Optional<Condition> condition(EventService service, String type) {
        return service.getStatus() == null
                ? Optional.empty()
                : current(service, service.getStatus().conditions(), type);
    }

    private static Optional<Condition> current(HasMetadata resource, List<Condition> conditions, String type) {
        return conditions.stream()
                .filter(condition -> condition.type().equals(type)
                        && resource.getMetadata().getGeneration().equals(condition.observedGeneration()))
                .findFirst();
    }

    private <T extends HasMetadata> List<T> list(Class<T> kind) {
        return client.resources(kind).inNamespace(namespace).list().getItems().stream()
                .sorted(byName())
                .toList();
    }

    private static <T extends HasMetadata> Comparator<T> byName() {
        return Comparator.comparing(object -> object.getMetadata().getName());
    }
}
