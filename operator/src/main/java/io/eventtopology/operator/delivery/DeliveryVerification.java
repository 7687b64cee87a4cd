package io.eventtopology.operator.delivery;

import io.eventtopology.crds.Condition;
import io.eventtopology.crds.EventService;
import io.eventtopology.operator.apply.PodEviction;
import io.eventtopology.operator.broker.AdminClients;
import io.eventtopology.operator.broker.ConsumerGroups;
import io.eventtopology.operator.broker.GroupState;
import io.eventtopology.operator.config.OperatorConfiguration;
import io.eventtopology.operator.delivery.WantedDelivery.Group;
import io.eventtopology.operator.delivery.WatchedService.Since;
import io.eventtopology.operator.status.ConditionType;
import io.eventtopology.operator.status.ResourceEvents;
import io.eventtopology.operator.status.StatusClock;
import io.eventtopology.operator.topics.ClusterConnections;
import io.eventtopology.operator.watch.ClusterState;
import io.eventtopology.operator.watch.Owner;
import io.eventtopology.operator.watch.ResourceCache;
import io.eventtopology.operator.watch.ResourceKind;
import io.eventtopology.planner.model.Plan;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says whether the sidecars of a service run, have loaded what is declared, and consume it; sends no event of its own. It looks at
 * each service at an interval, on threads of its own, and asks for a reconciliation when it has something else to say: reconciling
 * waits for no sidecar and no broker.
 */
public final class DeliveryVerification implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryVerification.class);
    private static final Duration TICK = Duration.ofMillis(250);

    /** How soon a service is looked at again that is about to change. */
    private static final Duration SOON = Duration.ofSeconds(3);

    private final ClusterState state;
    private final OperatorConfiguration.DeliveryVerification settings;
    private final StatusClock clock;
    private final Consumer<ResourceID> reconcile;
    private final GroupDirectory groups;
    private final SidecarRepair repair;
    private final DeliveryMetrics metrics;
    private final AppPods appPods;
    private final SidecarClient sidecars = new SidecarClient();
    private final Map<ResourceID, WatchedService> watched = new ConcurrentHashMap<>();
    private final Map<String, ClusterRound> clusterRounds = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("delivery-verification").daemon().factory());

    /** When a cluster was asked last. */
    private static final class ClusterRound {
        private long askedNanos;
        private boolean underWay;
    }

    /**
     * Looks with these parts; nothing is looked at before {@link #start}.
     *
     * @param reconcile takes services of which there is something else to say
     */
    public DeliveryVerification(
            KubernetesClient client,
            ClusterState state,
            OperatorConfiguration.DeliveryVerification settings,
            StatusClock clock,
            ResourceEvents events,
            AdminClients adminClients,
            ClusterConnections connections,
            MeterRegistry registry,
            Consumer<ResourceID> reconcile) {
        this.state = state;
        this.settings = settings;
        this.clock = clock;
        this.reconcile = reconcile;
        this.groups = new GroupDirectory(connections, new ConsumerGroups(adminClients));
        this.metrics = new DeliveryMetrics(registry);
        this.repair = new SidecarRepair(new PodEviction(client), events, metrics, this::allPods);
        this.appPods = new AppPods(client);
    }

    /** Starts to look. */
    public void start() {
        state.pods().ifPresent(pods -> pods.onChange(this::podChanged));
        var unused =
                scheduler.scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What is said of a service at the moment; it is looked at from now on. */
    public DeliveryReport report(EventService service, Plan plan) {
        WantedDelivery wanted = WantedDelivery.of(service, plan);
        WatchedService entry = watched.computeIfAbsent(
                ResourceID.fromResource(service),
                id -> new WatchedService(id, wanted, saidBefore(service), System.nanoTime()));
        entry.want(wanted, System.nanoTime());
        return entry.last().orElseGet(() -> DeliveryReport.notYet("The sidecars of the service are being looked at"));
    }

    /** Looks at a service no more: it is paused, erroneous or gone. */
    public void forget(ResourceID service) {
        if (watched.remove(service) != null) {
            metrics.forget(service.toString());
        }
    }

    /** After a restart of the operator, what was said holds until it is known better. */
    private Optional<DeliveryReport> saidBefore(EventService service) {
        List<Condition> conditions =
                service.getStatus() == null ? List.of() : service.getStatus().conditions();
        return conditions.stream()
                .filter(condition -> condition.type().equals(ConditionType.DeliveryVerified.name()))
                .filter(condition -> Objects.equals(
                        condition.observedGeneration(), service.getMetadata().getGeneration()))
                .filter(condition -> !condition.status().equals("Unknown"))
                .findFirst()
                .map(condition -> DeliveryReport.said(
                        condition,
                        conditions.stream()
                                .anyMatch(other -> other.type().equals(ConditionType.Stalled.name())
                                        && other.status().equals("True")
                                        && other.reason().equals(condition.reason()))));
    }

    private void podChanged(@Nullable Pod before, @Nullable Pod after) {
        Pod pod = Objects.requireNonNull(after == null ? before : after);
        Owner.of(pod).map(owner -> watched.get(owner.id())).ifPresent(service -> service.dueAt(System.nanoTime()));
    }

    private void tick() {
        try {
            long now = System.nanoTime();
            for (WatchedService service : watched.values()) {
                if (service.begin(now)) {
                    var unused = threads.submit(() -> round(service));
                }
            }
            askClusters(now);
        } catch (RuntimeException e) {
            LOG.warn("Looking at sidecars failed and is tried again", e);
        }
    }

    private void round(WatchedService service) {
        Duration next = SOON;
        try {
            look(service);
            next = service.isSettled() ? settings.interval() : least(SOON, settings.interval());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("Looking at the sidecars of {} failed and is tried again: {}", service.id(), e.toString());
        } finally {
            service.end(System.nanoTime() + next.toNanos());
        }
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void look(WatchedService watchedService) throws InterruptedException {
        WantedDelivery wanted = watchedService.wanted();
        Optional<EventService> service = state.services().get(wanted.namespace(), wanted.service());
        if (service.isEmpty()) {
            forget(watchedService.id());
            return;
        }
        Since since = watchedService.since();
        Instant now = clock.now();
        Optional<List<RunningPod>> readable = podsOf(wanted, service.get());
        if (readable.isEmpty()) {
            say(watchedService, wanted, unreadable(watchedService.last()), since, false);
            return;
        }
        List<RunningPod> all = readable.get();
        List<PodSight> pods =
                sights(wanted, all.stream().filter(RunningPod::runs).toList(), since, now);
        Judgement judgement = new Judgement(
                wanted,
                pods,
                wanted.groups().stream().map(group -> sight(group, since, now)).toList(),
                pods.isEmpty() ? since.of("no pods", now) : now,
                isScaledToZero(wanted),
                settings.restart() && wanted.managed());
        DeliveryReport report = judgement.report(watchedService.last(), now);
        boolean settled = (report.isFine() || report.isBroken())
                && pods.stream().allMatch(sight -> sight.isFine() || sight.isBroken(now));
        if (watched.get(watchedService.id()) != watchedService) {
            // Paused or deleted meanwhile.
            return;
        }
        say(watchedService, wanted, report, since, settled);
        metrics.seen(watchedService.id().toString(), pods);
        if (report.isFine()) {
            watchedService.pace().helped();
        } else if (judgement.isRepaired() && Judgement.isOfPods(report)) {
            repair.mend(service.get(), pods, all, watchedService.pace(), now);
        }
    }

    private void say(
            WatchedService service, WantedDelivery wanted, DeliveryReport report, Since since, boolean settled) {
        if (service.said(wanted, report, since, settled)) {
            reconcile.accept(service.id());
        }
    }

    private static DeliveryReport unreadable(Optional<DeliveryReport> last) {
        return last.filter(said -> said.isFine() || said.isBroken())
                .orElseGet(() -> DeliveryReport.notYet("The operator cannot read the pods of the namespace yet. If this"
                        + " stays, give its role the verbs list and watch on pods"));
    }

    /** The pods of a service; empty when they cannot be read. */
    private Optional<List<RunningPod>> podsOf(WantedDelivery wanted, EventService service) {
        if (!wanted.managed()) {
            return appPods.of(wanted.namespace(), wanted.appId());
        }
        return state.pods()
                .filter(cache -> cache.hasSynced(wanted.namespace()))
                .map(cache -> cache.byIndex(Owner.INDEX, Owner.of(service).key()).stream()
                        .map(RunningPod::new)
                        .toList());
    }

    private List<Pod> allPods() {
        return state.pods().map(ResourceCache::list).orElseGet(List::of);
    }

    private boolean isScaledToZero(WantedDelivery wanted) {
        return state.children(ResourceKind.DEPLOYMENT)
                .flatMap(cache -> cache.get(wanted.namespace(), wanted.service()))
                .map(deployment -> deployment.get("spec", "replicas"))
                .filter(replicas -> replicas instanceof Number number && number.intValue() == 0)
                .isPresent();
    }

    private List<PodSight> sights(WantedDelivery wanted, List<RunningPod> pods, Since since, Instant now)
            throws InterruptedException {
        Map<RunningPod, Future<SidecarAnswer>> answers = new ConcurrentHashMap<>();
        for (RunningPod pod : pods) {
            if (pod.hasSidecar()) {
                answers.put(pod, threads.submit(() -> sidecars.ask(pod.address())));
            }
        }
        List<PodSight> sights = new ArrayList<>();
        for (RunningPod pod : pods) {
            Future<SidecarAnswer> answer = answers.get(pod);
            if (answer == null) {
                Problem problem = Problem.sidecarMissing(pod);
                sights.add(new PodSight(pod, Optional.of(problem), Instant.parse(pod.created())));
            } else {
                Optional<Problem> problem = Problem.of(wanted, pod, got(answer));
                sights.add(new PodSight(
                        pod,
                        problem,
                        problem.map(found -> since.of(pod.uid() + " " + found.reason(), now))
                                .orElse(now)));
            }
        }
        return sights;
    }

    private static SidecarAnswer got(Future<SidecarAnswer> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The sidecar client is closed", e);
        }
    }

    private GroupSight sight(Group group, Since since, Instant now) {
        Optional<GroupState> known = group.readable() ? groups.find(group.cluster(), group.name()) : Optional.empty();
        boolean complete =
                known.isEmpty() || GroupSight.unconsumed(group, known).isEmpty();
        return new GroupSight(group, known, complete ? now : since.of("group " + group.cluster(), now));
    }

    private void askClusters(long now) {
        Map<String, List<WatchedService>> byCluster = new TreeMap<>();
        for (WatchedService service : watched.values()) {
            service.wanted().groups().stream()
                    .filter(Group::readable)
                    .forEach(group -> byCluster
                            .computeIfAbsent(group.cluster(), cluster -> new ArrayList<>())
                            .add(service));
        }
        byCluster.forEach((cluster, services) -> {
            ClusterRound round = clusterRounds.computeIfAbsent(cluster, name -> new ClusterRound());
            boolean hasty = services.stream().anyMatch(service -> !service.isSettled());
            Duration pause = hasty ? least(SOON, settings.interval()) : settings.interval();
            synchronized (round) {
                boolean first = round.askedNanos == 0;
                if (round.underWay || (!first && now - round.askedNanos < pause.toNanos())) {
                    return;
                }
                round.underWay = true;
            }
            var unused = threads.submit(() -> askCluster(cluster, services, round));
        });
    }

    private void askCluster(String cluster, List<WatchedService> services, ClusterRound round) {
        try {
            Map<String, Set<String>> wanted = new TreeMap<>();
            for (WatchedService service : services) {
                service.wanted().groups().stream()
                        .filter(group -> group.cluster().equals(cluster))
                        .forEach(group -> wanted.put(group.name(), Set.copyOf(group.topics())));
            }
            if (groups.look(cluster, wanted)) {
                services.forEach(service -> service.dueAt(System.nanoTime()));
            }
        } catch (RuntimeException e) {
            LOG.warn("Looking at the consumer groups of cluster {} failed and is tried again", cluster, e);
        } finally {
            synchronized (round) {
                round.underWay = false;
                round.askedNanos = System.nanoTime();
            }
        }
    }

    /** Stops to look. */
    @Override
    public void close() {
        scheduler.shutdownNow();
        threads.shutdownNow();
        sidecars.close();
    }
}
