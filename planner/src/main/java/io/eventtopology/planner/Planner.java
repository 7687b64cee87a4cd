package io.eventtopology.planner;

import io.eventtopology.crds.AcceptedSchema;
import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.Finding;
import io.eventtopology.planner.dapr.DaprObjects;
import io.eventtopology.planner.dapr.DaprRenderer;
import io.eventtopology.planner.findings.AcceptedSchemas;
import io.eventtopology.planner.findings.Hazards;
import io.eventtopology.planner.graph.Graph;
import io.eventtopology.planner.graph.GraphBuilder;
import io.eventtopology.planner.kafka.ConsumerGroups;
import io.eventtopology.planner.kafka.SecretCopyPlanner;
import io.eventtopology.planner.kafka.TopicRenderer;
import io.eventtopology.planner.kafka.UserRenderer;
import io.eventtopology.planner.model.Catalog;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.Plan;
import io.eventtopology.planner.model.PlannedTopic;
import io.eventtopology.planner.model.PlannedUser;
import io.eventtopology.planner.model.Platform;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedTopology;
import io.eventtopology.planner.model.Severity;
import io.eventtopology.planner.naming.ObjectMetas;
import io.eventtopology.planner.workload.SidecarSettings;
import io.eventtopology.planner.workload.WorkloadRenderer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Turns resources into plans. Pure: the same resources give the same plan, to the byte, whatever their order. A plan with errors
 * has findings and a graph, and wants nothing: what is there stays as it is. Errors of one topic leave the rest its plan.
 */
public final class Planner {
    private final Platform platform;
    private final TopicRenderer topics = new TopicRenderer();
    private final UserRenderer users = new UserRenderer();
    private final SecretCopyPlanner secretCopies = new SecretCopyPlanner();
    private final DaprRenderer dapr = new DaprRenderer();
    private final WorkloadRenderer workloads = new WorkloadRenderer();
    private final Hazards hazards = new Hazards();
    private final GraphBuilder graphs = new GraphBuilder();

    /** A planner for an installation. */
    public Planner(Platform platform) {
        this.platform = platform;
    }

    /** What a topology becomes: the topics of its events, and its bundled services as EventService objects. */
    public Plan plan(EventTopology topology, Catalog catalog) {
        Resolver resolver = new Resolver(catalog, platform);
        Resolution<ResolvedTopology> resolution = resolver.resolve(topology);
        ResolvedTopology resolved = resolution.resolved();
        if (resolved == null) {
            List<AcceptedSchema> asBefore = topology.getStatus() == null
                    ? List.of()
                    : topology.getStatus().acceptedSchemas();
            return nothing(asBefore, sorted(resolution.findings()), Graph.empty());
        }
        AcceptedSchemas schemas = AcceptedSchemas.of(resolved, topology);
        List<EventService> bundled = BundledServices.of(resolved);
        List<ResolvedService> services = services(resolved, bundled, catalog, resolver);
        List<Finding> findings = sorted(
                resolution.findings(),
                schemas.findings(),
                BundledServices.taken(resolved, bundled, catalog),
                hazards.of(resolved, topology, services));
        Graph graph = graphs.of(resolved, services);
        if (findings.stream().anyMatch(f -> FindingCode.valueOf(f.code()).stopsTopology())) {
            return nothing(schemas.kept(), findings, graph);
        }
        List<PlannedTopic> wanted = topics.eventTopics(resolved);
        List<HasMetadata> objects =
                new ArrayList<>(topics.objects(wanted, ObjectMetas.ofTopology(resolved.namespace(), resolved.name())));
        objects.addAll(bundled);
        return new Plan(objects, wanted, List.of(), List.of(), List.of(), List.of(), schemas.kept(), findings, graph);
    }

    /** The services that use the topology, with those bundled services that are not stored yet; sorted. */
    private static List<ResolvedService> services(
            ResolvedTopology topology, List<EventService> bundled, Catalog catalog, Resolver resolver) {
        Stream<EventService> coming = bundled.stream()
                .filter(service -> catalog.service(
                                topology.namespace(), service.getMetadata().getName())
                        .isEmpty());
        return Stream.concat(catalog.servicesUsing(topology.namespace(), topology.name()).stream(), coming)
                .map(resolver::resolve)
                .map(Resolution::value)
                .flatMap(Optional::stream)
                .filter(service -> service.topology().equals(topology)
                        || service.usedTopologies().contains(topology))
                .sorted(Comparator.comparing(ResolvedService::namespace).thenComparing(ResolvedService::name))
                .toList();
    }

    /** What a service becomes: dead-letter topics, user, components, subscriptions, policies and workload. */
    public Plan plan(EventService service, Catalog catalog) {
        Resolution<ResolvedService> resolution = new Resolver(catalog, platform).resolve(service);
        ResolvedService resolved = resolution.resolved();
        if (resolved == null) {
            return nothing(List.of(), sorted(resolution.findings()), Graph.empty());
        }
        List<Finding> findings = sorted(resolution.findings(), hazards.of(resolved, service, platform));
        Graph graph = graphs.of(resolved);
        if (findings.stream().anyMatch(f -> FindingCode.valueOf(f.code()).stopsService())) {
            return nothing(List.of(), findings, graph);
        }
        List<PlannedTopic> deadLetters = topics.deadLetterTopics(resolved);
        List<PlannedUser> identities = users.users(resolved);
        return new Plan(
                objects(resolved, deadLetters, identities),
                deadLetters,
                identities,
                ConsumerGroups.of(resolved),
                secretCopies.copies(resolved),
                List.copyOf(resolved.secretVersions().keySet()),
                List.of(),
                findings,
                graph);
    }

    private List<HasMetadata> objects(
            ResolvedService service, List<PlannedTopic> deadLetters, List<PlannedUser> identities) {
        ObjectMetas metas = ObjectMetas.ofService(
                service.namespace(), service.name(), service.topology().name());
        DaprObjects sidecar = dapr.render(service, platform);
        SidecarSettings settings = new SidecarSettings(
                sidecar.configuration().getMetadata().getName(), sidecar.pubsubNames(), Digest.of(sidecar.policies()));
        List<HasMetadata> objects = new ArrayList<>(users.objects(identities, metas));
        objects.addAll(topics.objects(deadLetters, metas));
        objects.addAll(sidecar.all());
        objects.addAll(workloads.render(service, platform, settings));
        return objects;
    }

    private static Plan nothing(List<AcceptedSchema> schemas, List<Finding> findings, Graph graph) {
        return new Plan(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), schemas, findings, graph);
    }

    @SafeVarargs
    private static List<Finding> sorted(List<Finding>... findings) {
        return Stream.of(findings)
                .flatMap(List::stream)
                .distinct()
                .sorted(Comparator.comparing((Finding f) -> Severity.valueOf(f.severity()))
                        .thenComparing(Finding::code)
                        .thenComparing(Finding::subject)
                        .thenComparing(Finding::message))
                .toList();
    }
}
