package io.eventtopology.operator;

import io.eventtopology.crds.Condition;
import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventServiceStatus;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.EventTopologyStatus;
import io.eventtopology.operator.admission.AdmissionWebhook;
import io.eventtopology.operator.admission.CertificateTiming;
import io.eventtopology.operator.apply.ChildApplier;
import io.eventtopology.operator.apply.ChildPruner;
import io.eventtopology.operator.apply.PlanApplication;
import io.eventtopology.operator.apply.SecretCopier;
import io.eventtopology.operator.broker.AdminClients;
import io.eventtopology.operator.broker.DirectProvisioner;
import io.eventtopology.operator.broker.DirectUsers;
import io.eventtopology.operator.config.OperatorConfiguration;
import io.eventtopology.operator.connection.ApiConnection;
import io.eventtopology.operator.deletion.Farewell;
import io.eventtopology.operator.delivery.DeliveryVerification;
import io.eventtopology.operator.health.HealthServer;
import io.eventtopology.operator.health.WatchHealth;
import io.eventtopology.operator.metrics.OperatorMetrics;
import io.eventtopology.operator.metrics.ReportedResource;
import io.eventtopology.operator.service.ServiceReconciler;
import io.eventtopology.operator.status.ChangeTeller;
import io.eventtopology.operator.status.RefusedChanges;
import io.eventtopology.operator.status.ResourceEvents;
import io.eventtopology.operator.status.StatusClock;
import io.eventtopology.operator.status.StatusWriter;
import io.eventtopology.operator.topics.ClusterConnections;
import io.eventtopology.operator.topics.DirectTopics;
import io.eventtopology.operator.topics.RetainedTopics;
import io.eventtopology.operator.topics.StrimziTopics;
import io.eventtopology.operator.topology.TopologyReconciler;
import io.eventtopology.operator.users.ServiceUsers;
import io.eventtopology.operator.users.UserRecords;
import io.eventtopology.operator.watch.CachedCatalog;
import io.eventtopology.operator.watch.ChangeRouter;
import io.eventtopology.operator.watch.ClusterState;
import io.eventtopology.operator.watch.KafkaClusters;
import io.eventtopology.operator.watch.ResourceCache;
import io.eventtopology.operator.watch.ResourceKind;
import io.eventtopology.operator.watch.WatchStarter;
import io.eventtopology.planner.Planner;
import io.eventtopology.planner.model.Platform;
import io.eventtopology.planner.naming.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.monitoring.AggregatedMetrics;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator, put together and running against one API server. */
public final class OperatorRuntime implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorRuntime.class);
    private static final String FINALIZER = "eventtopology.io/operator";

    private final ClusterState state;
    private final WatchStarter watches;
    private final AdminClients adminClients;
    private final Operator operator;
    private final Optional<DeliveryVerification> deliveries;
    private final OperatorMetrics metrics;
    private final HealthServer health;
    private final Optional<Leadership> leadership;
    private final Optional<AdmissionWebhook> admission;

    private OperatorRuntime(
            ClusterState state,
            WatchStarter watches,
            AdminClients adminClients,
            Operator operator,
            Optional<DeliveryVerification> deliveries,
            OperatorMetrics metrics,
            HealthServer health,
            Optional<Leadership> leadership,
            Optional<AdmissionWebhook> admission) {
        this.state = state;
        this.watches = watches;
        this.adminClients = adminClients;
        this.operator = operator;
        this.deliveries = deliveries;
        this.metrics = metrics;
        this.health = health;
        this.leadership = leadership;
        this.admission = admission;
    }

    /**
     * Starts the operator and returns when it reconciles, or, with leader election, when it stands for election. Waits for an
     * API server that is away.
     *
     * @param connection with the operator's own rights; closed by the caller
     * @param operatorNamespace namespace of the operator's Lease, credentials and records
     * @param identity name of this replica in the election
     * @param onLostLeadership ends this process, because another replica leads now
     */
    public static OperatorRuntime start(
            ApiConnection connection,
            OperatorConfiguration configuration,
            String operatorNamespace,
            String identity,
            Clock wallClock,
            Runnable onLostLeadership) {
        KubernetesClient client = connection.client();
        StatusClock clock = new StatusClock(wallClock);
        OperatorMetrics metrics = new OperatorMetrics();
        ClusterState state = new ClusterState(client, connection.metadataClient(), configuration);
        metrics.watchResources(() -> reported(state));
        KafkaClusters clusters = new KafkaClusters(client, configuration, state, operatorNamespace);
        CachedCatalog catalog = new CachedCatalog(client, state, clusters);
        Supplier<Platform> platform = () -> configuration.platform(
                operatorNamespace,
                state.children(ResourceKind.SCALED_OBJECT)
                        .map(ResourceCache::isAvailable)
                        .orElse(false));
        Supplier<Planner> planner = () -> new Planner(platform.get());

        AdminClients adminClients = new AdminClients();
        ChildApplier applier = new ChildApplier(client, state);
        ClusterConnections connections = new ClusterConnections(client, clusters, operatorNamespace);
        PlanApplication application = new PlanApplication(
                applier,
                new ChildPruner(client, state, applier),
                new DirectTopics(
                        new DirectProvisioner(adminClients),
                        connections,
                        new RetainedTopics(client, operatorNamespace)),
                new StrimziTopics(state));
        ResourceEvents events = new ResourceEvents(client, clock);
        ChangeTeller teller = new ChangeTeller(events);
        Farewell farewell = new Farewell(events, clock);

        SimpleInboundEventSource<EventTopology> topologyTrigger =
                new SimpleInboundEventSource<>("related-changes-of-topologies");
        SimpleInboundEventSource<EventService> serviceTrigger =
                new SimpleInboundEventSource<>("related-changes-of-services");
        ChangeRouter router = new ChangeRouter(state, topologyTrigger::propagateEvent, serviceTrigger::propagateEvent);
        router.connect();

        var topologyReconciler = new TopologyReconciler(
                state,
                planner,
                catalog,
                application,
                farewell,
                new StatusWriter<EventTopology, EventTopologyStatus>(
                        client, clock, state.topologies(), EventTopology::new, EventTopologyStatus::conditions),
                teller,
                clock,
                configuration.deliveryVerification().enabled(),
                topologyTrigger);
        Optional<DeliveryVerification> deliveries =
                configuration.deliveryVerification().enabled()
                        ? Optional.of(new DeliveryVerification(
                                client,
                                state,
                                configuration.deliveryVerification(),
                                clock,
                                events,
                                adminClients,
                                connections,
                                metrics.registry(),
                                serviceTrigger::propagateEvent))
                        : Optional.empty();
        var serviceReconciler = new ServiceReconciler(
                state,
                router,
                planner,
                catalog,
                application,
                new SecretCopier(client, state, applier, operatorNamespace),
                new ServiceUsers(
                        client,
                        state,
                        new UserRecords(client, operatorNamespace),
                        new DirectUsers(adminClients),
                        connections),
                farewell,
                deliveries,
                new StatusWriter<EventService, EventServiceStatus>(
                        client, clock, state.services(), EventService::new, EventServiceStatus::conditions),
                teller,
                clock,
                serviceTrigger);

        Optional<Leadership> leadership = configuration.leaderElection()
                ? Optional.of(new Leadership(connection, operatorNamespace, identity, metrics::leads, onLostLeadership))
                : Optional.empty();
        Operator operator = new Operator(overrider -> configure(
                overrider,
                client,
                configuration,
                leadership,
                new AggregatedMetrics(List.of(metrics, new RefusedChanges(client, events, FINALIZER)))));
        operator.register(topologyReconciler, overrider -> controller(overrider, configuration));
        operator.register(serviceReconciler, overrider -> controller(overrider, configuration));

        WatchStarter watches = new WatchStarter(state, router::everything);
        WatchHealth watchHealth = new WatchHealth(connection);
        Optional<AdmissionWebhook> admission = configuration.admission().enabled()
                ? Optional.of(AdmissionWebhook.start(
                        connection,
                        configuration.admission(),
                        operatorNamespace,
                        new AdmissionWebhook.Knowledge(state, catalog, platform, configuration.watchNamespaces()),
                        metrics,
                        wallClock,
                        CertificateTiming.STANDARD))
                : Optional.empty();
        HealthServer health = HealthServer.start(
                configuration.httpPort(),
                () -> operator.getRuntimeInfo().isStarted()
                        && admission.map(AdmissionWebhook::hasCertificate).orElse(true),
                watchHealth,
                metrics);
        try {
            awaitApiServer(client);
            watches.start();
            operator.start();
            if (leadership.isEmpty()) {
                metrics.leads();
            }
            deliveries.ifPresent(DeliveryVerification::start);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the watches started", e);
        }
        LOG.info("Operator {} reconciles; health and metrics on port {}", identity, health.port());
        return new OperatorRuntime(
                state, watches, adminClients, operator, deliveries, metrics, health, leadership, admission);
    }

    private static List<ReportedResource> reported(ClusterState state) {
        Stream<ReportedResource> topologies = state.topologies().list().stream()
                .map(topology -> reported(
                        topology,
                        topology.getStatus() == null
                                ? List.of()
                                : topology.getStatus().conditions()));
        Stream<ReportedResource> services = state.services().list().stream()
                .map(service -> reported(
                        service,
                        service.getStatus() == null
                                ? List.of()
                                : service.getStatus().conditions()));
        return Stream.concat(topologies, services).toList();
    }

    private static ReportedResource reported(HasMetadata resource, List<Condition> conditions) {
        return new ReportedResource(
                resource.getKind(),
                resource.getMetadata().getNamespace(),
                resource.getMetadata().getName(),
                conditions);
    }

    /** An operator that ended instead would be restarted ever more rarely, and so late when the API server is back. */
    private static void awaitApiServer(KubernetesClient client) throws InterruptedException {
        while (true) {
            try {
                LOG.info("Kubernetes {}", client.getKubernetesVersion().getGitVersion());
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() >= 400 && e.getCode() < 500) {
                    return;
                }
                LOG.warn("The API server does not answer and is asked again: {}", e.getMessage());
                Thread.sleep(1000);
            }
        }
    }

    private static void configure(
            ConfigurationServiceOverrider overrider,
            KubernetesClient client,
            OperatorConfiguration configuration,
            Optional<Leadership> leadership,
            Metrics metrics) {
        overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withMetrics(metrics)
                .withConcurrentReconciliationThreads(configuration.reconcileThreads())
                // A watch that is refused or slow must not hold up the others: it joins when it can.
                .withStopOnInformerErrorDuringStartup(false)
                .withCacheSyncTimeout(Duration.ofSeconds(10))
                .withReconciliationTerminationTimeout(Duration.ofSeconds(10))
                // Bundled services are applied under our field manager: setting the finalizer by server-side apply
                // under the
                // same one would take their spec away.
                .withUseSSAToPatchPrimaryResource(false)
                .checkingCRDAndValidateLocalModel(false);
        leadership.ifPresent(election -> overrider.withLeaderElectionConfiguration(election.configuration()));
    }

    private static <P extends HasMetadata> void controller(
            ControllerConfigurationOverrider<P> overrider, OperatorConfiguration configuration) {
        if (configuration.watchNamespaces().isEmpty()) {
            overrider.watchingAllNamespaces();
        } else {
            overrider.settingNamespaces(configuration.watchNamespaces());
        }
        overrider
                .withFinalizer(FINALIZER)
                .withFieldManager(Labels.OPERATOR)
                .withRetry(new EndlessRetry())
                .withReconciliationMaxInterval(configuration.resyncInterval());
    }

    /** What the operator knows of the cluster. */
    public ClusterState state() {
        return state;
    }

    /** What the operator counts. */
    public OperatorMetrics metrics() {
        return metrics;
    }

    /** Port of health checks and metrics. */
    public int httpPort() {
        return health.port();
    }

    /** Port of the admission webhook; empty when it is off. */
    public OptionalInt admissionPort() {
        return admission.map(webhook -> OptionalInt.of(webhook.port())).orElse(OptionalInt.empty());
    }

    /** Stops the operator; resources stay as they are. */
    @Override
    public void close() {
        health.close();
        admission.ifPresent(AdmissionWebhook::close);
        watches.close();
        leadership.ifPresent(Leadership::end);
        deliveries.ifPresent(DeliveryVerification::close);
        operator.stop();
        state.close();
        adminClients.close();
        leadership.ifPresent(Leadership::release);
    }
}
