package io.eventtopology.operator.topology;

import io.eventtopology.crds.ChildRef;
import io.eventtopology.crds.DeletionPolicy;
import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.EventTopologyStatus;
import io.eventtopology.crds.TopicStatus;
import io.eventtopology.operator.apply.AppliedChild;
import io.eventtopology.operator.apply.PlanApplication;
import io.eventtopology.operator.apply.PlanApplication.Outcome;
import io.eventtopology.operator.deletion.Farewell;
import io.eventtopology.operator.status.ChangeTeller;
import io.eventtopology.operator.status.ConditionType;
import io.eventtopology.operator.status.Conditions;
import io.eventtopology.operator.status.Haste;
import io.eventtopology.operator.status.StatusClock;
import io.eventtopology.operator.status.StatusWriter;
import io.eventtopology.operator.status.Verdict;
import io.eventtopology.operator.watch.ClusterState;
import io.eventtopology.operator.watch.Owner;
import io.eventtopology.planner.Planner;
import io.eventtopology.planner.model.BrokerKind;
import io.eventtopology.planner.model.Catalog;
import io.eventtopology.planner.model.Plan;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns an EventTopology into topics and bundled services, and says in its status what became of them. */
public final class TopologyReconciler implements Reconciler<EventTopology>, Cleaner<EventTopology> {
    /** How soon a resource that waits for others is looked at again, should no event tell of them. */
    private static final Duration WAIT = Duration.ofSeconds(15);

    private static final List<ConditionType> ASPECTS = List.of(
            ConditionType.Valid,
            ConditionType.TopicsReady,
            ConditionType.PubSubReady,
            ConditionType.SubscriptionsReady,
            ConditionType.WorkloadsReady);

    /** Aspects that its bundled services speak for. */
    private static final List<ConditionType> OF_SERVICES =
            List.of(ConditionType.PubSubReady, ConditionType.SubscriptionsReady, ConditionType.WorkloadsReady);

    private final ClusterState state;
    private final Supplier<Planner> planner;
    private final Catalog catalog;
    private final PlanApplication application;
    private final Farewell farewell;
    private final StatusWriter<EventTopology, EventTopologyStatus> statuses;
    private final ChangeTeller teller;
    private final StatusClock clock;
    private final EventSource<?, EventTopology> related;
    private final List<ConditionType> aspects;
    private final List<ConditionType> ofServices;

    /**
     * Reconciles with these parts.
     *
     * @param planner the planner for what is installed at the moment
     * @param verifiesDelivery whether its services say DeliveryVerified
     * @param related tells which resources to reconcile because something else changed
     */
    public TopologyReconciler(
            ClusterState state,
            Supplier<Planner> planner,
            Catalog catalog,
            PlanApplication application,
            Farewell farewell,
            StatusWriter<EventTopology, EventTopologyStatus> statuses,
            ChangeTeller teller,
            StatusClock clock,
            boolean verifiesDelivery,
            EventSource<?, EventTopology> related) {
        this.state = state;
        this.planner = planner;
        this.catalog = catalog;
        this.application = application;
        this.farewell = farewell;
        this.statuses = statuses;
        this.teller = teller;
        this.clock = clock;
        this.related = related;
        this.aspects = with(ASPECTS, verifiesDelivery);
        this.ofServices = with(OF_SERVICES, verifiesDelivery);
    }

    private static List<ConditionType> with(List<ConditionType> aspects, boolean verifiesDelivery) {
        return verifiesDelivery
                ? Stream.concat(aspects.stream(), Stream.of(ConditionType.DeliveryVerified))
                        .toList()
                : aspects;
    }

    @Override
    public List<EventSource<?, EventTopology>> prepareEventSources(EventSourceContext<EventTopology> context) {
        return List.of(related);
    }

    @Override
    public UpdateControl<EventTopology> reconcile(EventTopology primary, Context<EventTopology> context) {
        EventTopology topology = state.topologies().newestOf(primary);
        EventTopologyStatus before = Objects.requireNonNullElseGet(topology.getStatus(), EventTopologyStatus::empty);
        EventTopologyStatus told = statuses.latest(topology).orElse(before);
        Conditions conditions =
                clock.conditions(before.conditions(), topology.getMetadata().getGeneration());
        if (Boolean.TRUE.equals(topology.getSpec().paused())) {
            conditions.paused();
            return finish(topology, with(before, topology, conditions), Haste.NEWS_AT_ONCE, Optional.empty());
        }
        Plan plan = planner.get().plan(topology, catalog);
        Owner owner = Owner.of(topology);
        Outcome outcome =
                application.apply(owner, topology, plan, before.topics(), topics -> note(topology, topics), context);
        outcome.retryWhatFailed(context);
        List<ChildRef> wanted =
                outcome.children().stream().map(AppliedChild::ref).toList();
        if (plan.mayLetGo() && outcome.isInPlace()) {
            teller.retained(
                    topology, application.prune(owner, wanted, policy(topology)).retained());
        }
        teller.tell(topology, told.findings(), told.conditions(), plan.findings(), outcome);
        EventTopologyStatus status = status(topology, before, plan, outcome, conditions);
        return finish(
                topology,
                status,
                Haste.of(outcome.topics().isNewRecord(recorded(topology)), context.isNextReconciliationImminent()),
                conditions.holds(ConditionType.Ready) ? Optional.empty() : Optional.of(WAIT));
    }

    /** Topics in the stored status, which may have been noted during this reconciliation. */
    private List<TopicStatus> recorded(EventTopology topology) {
        EventTopologyStatus stored = state.topologies().newestOf(topology).getStatus();
        return stored == null ? List.of() : stored.topics();
    }

    @Override
    public DeleteControl cleanup(EventTopology primary, Context<EventTopology> context) {
        EventTopology topology = state.topologies().newestOf(primary);
        EventTopologyStatus status = statuses.latest(topology).orElseGet(EventTopologyStatus::empty);
        Owner owner = Owner.of(topology);
        List<TopicStatus> topics = withPolicy(status.topics(), policy(topology));
        DeleteControl control = farewell.end(
                topology,
                application.release(owner, topics, policy(topology)),
                () -> application.leaveBehind(owner, topics));
        if (control.isRemoveFinalizer()) {
            statuses.forget(topology);
        }
        return control;
    }

    /** The present policy decides, not the one under which a topic was recorded. */
    private static List<TopicStatus> withPolicy(List<TopicStatus> topics, DeletionPolicy policy) {
        return topics.stream().map(topic -> topic.withDeletionPolicy(policy)).toList();
    }

    private static DeletionPolicy policy(EventTopology topology) {
        DeletionPolicy declared =
                topology.getSpec() == null ? null : topology.getSpec().deletionPolicy();
        return declared == null ? DeletionPolicy.RETAIN : declared;
    }

    private void note(EventTopology topology, List<TopicStatus> topics) {
        EventTopology newest = state.topologies().newestOf(topology);
        EventTopologyStatus before = Objects.requireNonNullElseGet(newest.getStatus(), EventTopologyStatus::empty);
        Conditions conditions =
                clock.conditions(before.conditions(), topology.getMetadata().getGeneration());
        conditions.isTrue(ConditionType.Valid, "Valid", "");
        conditions.isFalse(ConditionType.TopicsReady, "Creating", "Topics are being created");
        conditions.summarise(aspects, false);
        statuses.writeNow(
                topology,
                new EventTopologyStatus(
                        topology.getMetadata().getGeneration(),
                        conditions.list(),
                        before.broker(),
                        before.eventCount(),
                        before.serviceCount(),
                        topics,
                        before.children(),
                        before.findings(),
                        before.acceptedSchemas()));
    }

    private EventTopologyStatus status(
            EventTopology topology, EventTopologyStatus before, Plan plan, Outcome outcome, Conditions conditions) {
        Verdict verdict = new Verdict(conditions);
        verdict.findings(plan.findings());
        if (plan.isStopped()) {
            verdict.notPlanned(aspects.subList(1, aspects.size()));
        } else {
            verdict.topics(outcome.topics().topics(), outcome.ofKinds("KafkaTopic"));
            bundled(verdict, topology, outcome);
        }
        conditions.summarise(aspects, verdict.isStalled());
        return new EventTopologyStatus(
                topology.getMetadata().getGeneration(),
                conditions.list(),
                broker(topology),
                topology.getSpec().events().size(),
                catalog.servicesUsing(
                                topology.getMetadata().getNamespace(),
                                topology.getMetadata().getName())
                        .size(),
                outcome.topics().topics(),
                plan.isStopped()
                        ? before.children()
                        : outcome.children().stream()
                                .filter(AppliedChild::isInPlace)
                                .map(AppliedChild::ref)
                                .toList(),
                plan.findings(),
                plan.acceptedSchemas());
    }

    private static @Nullable String broker(EventTopology topology) {
        return Optional.ofNullable(topology.getSpec().broker())
                .flatMap(BrokerKind::find)
                .map(BrokerKind::member)
                .orElse(null);
    }

    /** Bundled services speak for the aspects that the topology has no objects of its own for. */
    private void bundled(Verdict verdict, EventTopology topology, Outcome outcome) {
        List<AppliedChild> objects = outcome.ofKinds("EventService");
        for (ConditionType aspect : ofServices) {
            if (!verdict.objects(
                    aspect,
                    objects,
                    objects.isEmpty() ? "NoBundledServices" : aspect.name(),
                    objects.isEmpty()
                            ? "The topology runs no services of its own"
                            : "Said by its " + objects.size() + " bundled services")) {
                continue;
            }
            List<String> waiting = objects.stream()
                    .map(child -> child.ref().name())
                    .filter(name -> !holds(topology, name, aspect))
                    .sorted()
                    .toList();
            if (!waiting.isEmpty()) {
                verdict.waits(
                        aspect,
                        "BundledServicesNotReady",
                        "EventServices that are not ready: " + String.join(", ", waiting));
            }
        }
    }

    private boolean holds(EventTopology topology, String service, ConditionType aspect) {
        Optional<EventService> found =
                state.services().get(topology.getMetadata().getNamespace(), service);
        return found.map(EventService::getStatus).stream()
                .flatMap(status -> status == null ? Stream.empty() : status.conditions().stream())
                .anyMatch(condition -> condition.type().equals(aspect.name())
                        && condition.status().equals("True")
                        && Objects.equals(
                                condition.observedGeneration(),
                                found.get().getMetadata().getGeneration()));
    }

    private static EventTopologyStatus with(EventTopologyStatus before, EventTopology topology, Conditions conditions) {
        return new EventTopologyStatus(
                topology.getMetadata().getGeneration(),
                conditions.list(),
                before.broker(),
                before.eventCount(),
                before.serviceCount(),
                before.topics(),
                before.children(),
                before.findings(),
                before.acceptedSchemas());
    }

    private UpdateControl<EventTopology> finish(
            EventTopology topology, EventTopologyStatus status, Haste haste, Optional<Duration> again) {
        Optional<Duration> wait = statuses.write(state.topologies().newestOf(topology), status, haste);
        UpdateControl<EventTopology> control = UpdateControl.noUpdate();
        return Stream.of(wait, again)
                .flatMap(Optional::stream)
                .min(Duration::compareTo)
                .map(control::rescheduleAfter)
                .orElse(control);
    }
}
