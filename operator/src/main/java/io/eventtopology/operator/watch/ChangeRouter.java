package io.eventtopology.operator.watch;

import io.eventtopology.crds.Broker;
import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.KafkaBroker;
import io.eventtopology.planner.model.SecretSource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says whom a change concerns: which topologies and services are to be reconciled because something else changed. */
public final class ChangeRouter {
    private final ClusterState state;
    private final Consumer<ResourceID> topologies;
    private final Consumer<ResourceID> services;
    private final Map<String, Set<ResourceID>> secretReaders = new ConcurrentHashMap<>();

    /**
     * Routes changes of the caches.
     *
     * @param topologies takes topologies to reconcile
     * @param services takes services to reconcile
     */
    public ChangeRouter(ClusterState state, Consumer<ResourceID> topologies, Consumer<ResourceID> services) {
        this.state = state;
        this.topologies = topologies;
        this.services = services;
    }

    /** Listens to the caches. */
    public void connect() {
        state.topologies().onChange(this::topologyChanged);
        state.services().onChange(this::serviceChanged);
        state.ownedServices().onChange(this::childChanged);
        state.children().forEach(cache -> cache.onChange(this::childChanged));
        state.kafkas().ifPresent(cache -> cache.onChange(this::kafkaChanged));
        state.foreignSecrets().onChange(this::secretChanged);
        state.strimziSecrets().ifPresent(cache -> cache.onChange(this::secretChanged));
    }

    /** Notes which Secrets of Strimzi a service needs copies of, so that a change of them reconciles it. */
    public void reads(ResourceID service, Collection<SecretSource> sources) {
        sources.forEach(source -> reads(service, source.namespace(), source.name()));
    }

    /** Notes which Secrets of its namespace a service's pods read, so that a change of them reconciles it. */
    public void podsRead(ResourceID service, Collection<String> secrets) {
        secrets.forEach(secret -> reads(service, service.getNamespace().orElse(""), secret));
    }

    private void reads(ResourceID service, String namespace, String secret) {
        secretReaders
                .computeIfAbsent(namespace + "/" + secret, key -> ConcurrentHashMap.newKeySet())
                .add(service);
    }

    /** Reconciles everything, for example because a CRD appeared. */
    public void everything() {
        state.topologies().list().forEach(topology -> topologies.accept(ResourceID.fromResource(topology)));
        state.services().list().forEach(service -> services.accept(ResourceID.fromResource(service)));
    }

    private void topologyChanged(@Nullable EventTopology before, @Nullable EventTopology after) {
        if (!isDeclarationChanged(before, after)) {
            return;
        }
        EventTopology topology = Objects.requireNonNull(after != null ? after : before);
        state.services()
                .byIndex(
                        ClusterState.BY_TOPOLOGY,
                        topology.getMetadata().getNamespace() + "/"
                                + topology.getMetadata().getName())
                .forEach(service -> services.accept(ResourceID.fromResource(service)));
        // Others that declare the same events may win or lose a topic by this.
        for (EventTopology version : new EventTopology[] {before, after}) {
            if (version != null && version.getSpec() != null) {
                version.getSpec().events().stream()
                        .flatMap(event -> state.topologies().byIndex(ClusterState.BY_EVENT, event.type()).stream())
                        .filter(other -> !ResourceID.fromResource(other).equals(ResourceID.fromResource(topology)))
                        .forEach(other -> topologies.accept(ResourceID.fromResource(other)));
            }
        }
    }

    private void serviceChanged(@Nullable EventService before, @Nullable EventService after) {
        EventService service = Objects.requireNonNull(after != null ? after : before);
        if (isDeclarationChanged(before, after)) {
            String namespace = service.getMetadata().getNamespace();
            for (EventService version : new EventService[] {before, after}) {
                if (version == null) {
                    continue;
                }
                ClusterState.topologyKeys(version).forEach(key -> topologies.accept(id(key)));
                ClusterState.calleeKeys(version).forEach(key -> services.accept(id(key)));
                // Others that claim the same may win or lose it by this.
                ClusterState.claimKeys(version).stream()
                        .flatMap(key -> state.services().byIndex(ClusterState.BY_CLAIM, key).stream())
                        .map(ResourceID::fromResource)
                        .filter(other -> !other.equals(ResourceID.fromResource(service)))
                        .forEach(services);
            }
            state.services()
                    .byIndex(
                            ClusterState.BY_CALLEE,
                            namespace + "/" + service.getMetadata().getName())
                    .forEach(caller -> services.accept(ResourceID.fromResource(caller)));
        }
    }

    private void childChanged(@Nullable GenericKubernetesResource before, @Nullable GenericKubernetesResource after) {
        for (GenericKubernetesResource version : new GenericKubernetesResource[] {before, after}) {
            if (version != null) {
                Owner.of(version)
                        .ifPresent(owner -> (owner.kind().equals(ResourceKind.EVENT_TOPOLOGY.kind())
                                        ? topologies
                                        : services)
                                .accept(owner.id()));
            }
        }
    }

    private void kafkaChanged(@Nullable GenericKubernetesResource before, @Nullable GenericKubernetesResource after) {
        if (before != null && after != null && Objects.equals(access(before), access(after))) {
            return;
        }
        GenericKubernetesResource kafka = Objects.requireNonNull(after != null ? after : before);
        Set<EventTopology> affected = state.topologies().list().stream()
                .filter(topology -> names(topology, kafka.getMetadata().getName()))
                .collect(Collectors.toSet());
        for (EventTopology topology : affected) {
            topologies.accept(ResourceID.fromResource(topology));
            topologyChanged(null, topology);
        }
    }

    /** What {@link KafkaClusters} reads of a Kafka object. */
    private static List<@Nullable Object> access(GenericKubernetesResource kafka) {
        return Arrays.asList(
                kafka.get("status", "listeners"),
                kafka.get("spec", "kafka", "listeners"),
                kafka.get("spec", "kafka", "authorization"));
    }

    private static boolean names(EventTopology topology, String cluster) {
        Broker broker = topology.getSpec() == null ? null : topology.getSpec().broker();
        KafkaBroker kafka = broker == null ? null : broker.kafka();
        return kafka != null && kafka.cluster().equals(cluster);
    }

    private void secretChanged(@Nullable GenericKubernetesResource before, @Nullable GenericKubernetesResource after) {
        HasMetadata secret = Objects.requireNonNull(after != null ? after : before);
        secretReaders
                .getOrDefault(
                        secret.getMetadata().getNamespace() + "/"
                                + secret.getMetadata().getName(),
                        Set.of())
                .forEach(services);
    }

    /** Status changes bump no generation and concern nobody else. */
    private static boolean isDeclarationChanged(@Nullable HasMetadata before, @Nullable HasMetadata after) {
        return before == null
                || after == null
                || !Objects.equals(
                        before.getMetadata().getGeneration(),
                        after.getMetadata().getGeneration())
                || !Objects.equals(
                        before.getMetadata().getUid(), after.getMetadata().getUid())
                || !Objects.equals(
                        before.getMetadata().getDeletionTimestamp(),
                        after.getMetadata().getDeletionTimestamp());
    }

    private static ResourceID id(String key) {
        int slash = key.indexOf('/');
        return new ResourceID(key.substring(slash + 1), key.substring(0, slash));
    }
}
