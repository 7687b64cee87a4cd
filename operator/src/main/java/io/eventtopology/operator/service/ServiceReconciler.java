package io.eventtopology.operator.service;

import io.eventtopology.crds.ChildRef;
import io.eventtopology.crds.DeletionPolicy;
import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventServiceSpec;
import io.eventtopology.crds.EventServiceStatus;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.TopicStatus;
import io.eventtopology.crds.TopologyRef;
import io.eventtopology.operator.apply.AppliedChild;
import io.eventtopology.operator.apply.OwnSecret;
import io.eventtopology.operator.apply.PlanApplication;
import io.eventtopology.operator.apply.PlanApplication.Outcome;
import io.eventtopology.operator.apply.SecretCopier;
import io.eventtopology.operator.apply.SecretCopier.Copies;
import io.eventtopology.operator.broker.BrokerProblem;
import io.eventtopology.operator.deletion.Farewell;
import io.eventtopology.operator.delivery.DeliveryVerification;
import io.eventtopology.operator.status.ChangeTeller;
import io.eventtopology.operator.status.ConditionType;
import io.eventtopology.operator.status.Conditions;
import io.eventtopology.operator.status.Haste;
import io.eventtopology.operator.status.StatusClock;
import io.eventtopology.operator.status.StatusWriter;
import io.eventtopology.operator.status.Verdict;
import io.eventtopology.operator.users.ServiceUsers;
import io.eventtopology.operator.watch.ChangeRouter;
import io.eventtopology.operator.watch.ClusterState;
import io.eventtopology.operator.watch.Owner;
import io.eventtopology.operator.watch.ResourceKind;
import io.eventtopology.planner.Planner;
import io.eventtopology.planner.model.Catalog;
import io.eventtopology.planner.model.Plan;
import io.eventtopology.planner.model.PlannedTopic;
import io.eventtopology.planner.model.SecretCopy;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Turns an EventService into its wiring and its workload, and says in its status what became of them. */
public final class ServiceReconciler implements Reconciler<EventService>, Cleaner<EventService> {
    /** How soon a resource that waits for others is looked at again, should no event tell of them. */
    private static final Duration WAIT = Duration.ofSeconds(15);

    private static final String USER_NOT_READY = "KafkaUserNotReady";

    private static final List<ConditionType> ASPECTS = List.of(
            ConditionType.Valid,
            ConditionType.TopicsReady,
            ConditionType.PubSubReady,
            ConditionType.SubscriptionsReady,
            ConditionType.WorkloadsReady,
            ConditionType.DeliveryVerified);

    private final ClusterState state;
    private final ChangeRouter router;
    private final Supplier<Planner> planner;
    private final Catalog catalog;
    private final PlanApplication application;
    private final SecretCopier secrets;
    private final ServiceUsers users;
    private final Farewell farewell;
    private final Optional<DeliveryVerification> deliveries;
    private final StatusWriter<EventService, EventServiceStatus> statuses;
    private final ChangeTeller teller;
    private final StatusClock clock;
    private final EventSource<?, EventService> related;

    /**
     * Reconciles with these parts.
     *
     * @param planner the planner for what is installed at the moment
     * @param deliveries looks at sidecars; empty when delivery is not verified
     * @param related tells which resources to reconcile because something else changed
     */
    public ServiceReconciler(
            ClusterState state,
            ChangeRouter router,
            Supplier<Planner> planner,
            Catalog catalog,
            PlanApplication application,
            SecretCopier secrets,
            ServiceUsers users,
            Farewell farewell,
            Optional<DeliveryVerification> deliveries,
            StatusWriter<EventService, EventServiceStatus> statuses,
            ChangeTeller teller,
            StatusClock clock,
            EventSource<?, EventService> related) {
        this.state = state;
        this.router = router;
        this.planner = planner;
        this.catalog = catalog;
        this.application = application;
        this.secrets = secrets;
        this.users = users;
        this.farewell = farewell;
        this.deliveries = deliveries;
        this.statuses = statuses;
        this.teller = teller;
        this.clock = clock;
        this.related = related;
    }

    @Override
    public List<EventSource<?, EventService>> prepareEventSources(EventSourceContext<EventService> context) {
        return List.of(related);
    }

    @Override
    public UpdateControl<EventService> reconcile(EventService primary, Context<EventService> context) {
        EventService service = state.services().newestOf(primary);
        EventServiceStatus before = Objects.requireNonNullElseGet(service.getStatus(), EventServiceStatus::empty);
        EventServiceStatus told = statuses.latest(service).orElse(before);
        Conditions conditions =
                clock.conditions(before.conditions(), service.getMetadata().getGeneration());
        if (Boolean.TRUE.equals(service.getSpec().paused())) {
            lookNoMore(service);
            conditions.paused();
            return finish(
                    service,
                    withConditions(before, service, conditions, before.deadLetters()),
                    Haste.NEWS_AT_ONCE,
                    Optional.empty());
        }
        Owner owner = Owner.of(service);
        Plan plan = planner.get().plan(service, catalog);
        List<SecretCopy> wantedCopies = plan.secretCopies();
        router.podsRead(ResourceID.fromResource(service), plan.secrets());
        wantedCopies.forEach(copy -> router.reads(ResourceID.fromResource(service), secrets.sources(copy)));
        List<OwnSecret> ownSecrets = users.secrets(owner, plan.users());
        Copies copies = secrets.copy(owner, service, wantedCopies, ownSecrets, context);
        List<BrokerProblem> userProblems = users.ensure(owner, plan.users());
        if (!copies.applied().isEmpty()) {
            // The version of a copy is part of the pod template, and it is known only now.
            plan = planner.get().plan(service, catalog);
        }
        Outcome outcome =
                application.apply(owner, service, plan, before.deadLetters(), topics -> note(service, topics), context);
        outcome.retryWhatFailed(context);
        WorkloadState workload = workload(service, outcome);
        List<ChildRef> wanted = new ArrayList<>(Stream.concat(copies.applied().stream(), outcome.children().stream())
                .map(AppliedChild::ref)
                .toList());
        // A copy whose source is missing for a while is still in use.
        wantedCopies.forEach(copy -> wanted.add(new ChildRef("v1", "Secret", copy.namespace(), copy.name())));
        ownSecrets.forEach(secret -> wanted.add(new ChildRef("v1", "Secret", secret.namespace(), secret.name())));
        if (plan.mayLetGo() && outcome.isInPlace() && workload.rolledOut()) {
            teller.noticed(service, users.prune(owner, plan.users()).notices());
            teller.retained(
                    service,
                    application
                            .prune(owner, wanted, policy(service, plan, before))
                            .retained());
        }
        teller.tell(service, told.findings(), told.conditions(), plan.findings(), outcome);
        EventServiceStatus status = status(service, before, plan, outcome, copies, userProblems, workload, conditions);
        return finish(
                service,
                status,
                Haste.of(outcome.topics().isNewRecord(recorded(service)), context.isNextReconciliationImminent()),
                conditions.holds(ConditionType.Ready) ? Optional.empty() : Optional.of(WAIT));
    }

    /** Topics in the stored status, which may have been noted during this reconciliation. */
    private List<TopicStatus> recorded(EventService service) {
        EventServiceStatus stored = state.services().newestOf(service).getStatus();
        return stored == null ? List.of() : stored.deadLetters();
    }

    @Override
    public DeleteControl cleanup(EventService primary, Context<EventService> context) {
        EventService service = state.services().newestOf(primary);
        EventServiceStatus status = statuses.latest(service).orElseGet(EventServiceStatus::empty);
        Owner owner = Owner.of(service);
        lookNoMore(service);
        DeleteControl control = farewell.end(
                service,
                application
                        .release(owner, status.deadLetters(), recordedPolicy(status.deadLetters()))
                        .and(users.release(owner)),
                () -> application.leaveBehind(owner, status.deadLetters()));
        if (control.isRemoveFinalizer()) {
            statuses.forget(service);
        }
        return control;
    }

    /** One policy counts for all dead letters of a service. Where its topologies differ, nothing is deleted that one of them retains. */
    private static DeletionPolicy recordedPolicy(List<TopicStatus> topics) {
        return !topics.isEmpty() && topics.stream().allMatch(topic -> topic.deletionPolicy() == DeletionPolicy.DELETE)
                ? DeletionPolicy.DELETE
                : DeletionPolicy.RETAIN;
    }

    private DeletionPolicy policy(EventService service, Plan plan, EventServiceStatus before) {
        if (Stream.concat(
                        plan.topics().stream().map(PlannedTopic::deletionPolicy),
                        before.deadLetters().stream().map(TopicStatus::deletionPolicy))
                .anyMatch(policy -> policy != DeletionPolicy.DELETE)) {
            return DeletionPolicy.RETAIN;
        }
        TopologyRef ref = service.getSpec().topologyRef();
        if (ref != null) {
            String namespace = ref.namespace() == null ? service.getMetadata().getNamespace() : ref.namespace();
            Optional<EventTopology> topology = catalog.topology(namespace, ref.name());
            if (topology.isPresent()) {
                return Objects.requireNonNullElse(topology.get().getSpec().deletionPolicy(), DeletionPolicy.RETAIN);
            }
        }
        return recordedPolicy(before.deadLetters());
    }

    private void note(EventService service, List<TopicStatus> topics) {
        EventService newest = state.services().newestOf(service);
        EventServiceStatus before = Objects.requireNonNullElseGet(newest.getStatus(), EventServiceStatus::empty);
        Conditions conditions =
                clock.conditions(before.conditions(), service.getMetadata().getGeneration());
        conditions.isTrue(ConditionType.Valid, "Valid", "");
        conditions.isFalse(ConditionType.TopicsReady, "Creating", "Dead-letter topics are being created");
        conditions.summarise(ASPECTS, false);
        statuses.writeNow(service, withConditions(before, service, conditions, topics));
    }

    private void lookNoMore(EventService service) {
        deliveries.ifPresent(verification -> verification.forget(ResourceID.fromResource(service)));
    }

    private WorkloadState workload(EventService service, Outcome outcome) {
        if (outcome.ofKinds("Deployment").isEmpty()) {
            return new WorkloadState(
                    true,
                    "NotManaged",
                    service.getSpec().appId() == null
                            ? "The plan has no workload"
                            : "The Deployment with app id " + service.getSpec().appId() + " is not the operator's");
        }
        return WorkloadState.of(
                state,
                service.getMetadata().getNamespace(),
                service.getMetadata().getName());
    }

    private EventServiceStatus status(
            EventService service,
            EventServiceStatus before,
            Plan plan,
            Outcome outcome,
            Copies copies,
            List<BrokerProblem> userProblems,
            WorkloadState workload,
            Conditions conditions) {
        Verdict verdict = new Verdict(conditions);
        verdict.findings(plan.findings());
        if (plan.isStopped()) {
            lookNoMore(service);
            verdict.notPlanned(ASPECTS.stream()
                    .skip(1)
                    .filter(aspect -> aspect != ConditionType.DeliveryVerified || deliveries.isPresent())
                    .toList());
        } else {
            aspects(verdict, outcome, copies, userProblems, workload);
            deliveries.map(verification -> verification.report(service, plan)).ifPresent(report -> {
                report.into(conditions);
                if (report.needsPerson()) {
                    verdict.needsPerson();
                }
            });
        }
        conditions.summarise(ASPECTS, verdict.isStalled());
        EventServiceSpec spec = service.getSpec();
        return new EventServiceStatus(
                service.getMetadata().getGeneration(),
                conditions.list(),
                spec.publishes().size(),
                spec.subscribes().size(),
                outcome.topics().topics(),
                plan.isStopped()
                        ? before.children()
                        : Stream.concat(copies.applied().stream(), outcome.children().stream())
                                .filter(AppliedChild::isInPlace)
                                .map(AppliedChild::ref)
                                .toList(),
                plan.findings());
    }

    private void aspects(
            Verdict verdict, Outcome outcome, Copies copies, List<BrokerProblem> userProblems, WorkloadState workload) {
        verdict.topics(outcome.topics().topics(), outcome.ofKinds("KafkaTopic"));
        pubSub(verdict, outcome, copies, userProblems);
        List<AppliedChild> subscriptions = outcome.ofKinds("Subscription");
        verdict.objects(
                ConditionType.SubscriptionsReady,
                subscriptions,
                "SubscriptionsReady",
                subscriptions.size() + " subscriptions are in place");
        List<AppliedChild> workloadObjects = outcome.ofKinds(
                "ServiceAccount",
                "Service",
                "Deployment",
                "PodDisruptionBudget",
                "NetworkPolicy",
                "TriggerAuthentication",
                "ScaledObject");
        if (verdict.objects(ConditionType.WorkloadsReady, workloadObjects, workload.reason(), workload.message())
                && !workload.rolledOut()) {
            verdict.waits(ConditionType.WorkloadsReady, workload.reason(), workload.message());
        }
    }

    private void pubSub(Verdict verdict, Outcome outcome, Copies copies, List<BrokerProblem> userProblems) {
        List<AppliedChild> objects = new ArrayList<>(copies.applied());
        objects.addAll(outcome.ofKinds("Component", "Resiliency", "Configuration", "KafkaUser"));
        if (!verdict.objects(
                ConditionType.PubSubReady,
                objects,
                "PubSubReady",
                "Components, policies and credentials are in place")) {
            return;
        }
        Optional<String> user = outcome.ofKinds("KafkaUser").stream()
                .flatMap(child -> userProblem(child).stream())
                .findFirst();
        if (user.isPresent()) {
            verdict.waits(ConditionType.PubSubReady, USER_NOT_READY, user.get());
        } else if (!userProblems.isEmpty()) {
            verdict.broker(ConditionType.PubSubReady, USER_NOT_READY, userProblems);
        } else if (!copies.missing().isEmpty()) {
            verdict.waits(
                    ConditionType.PubSubReady,
                    "CredentialsMissing",
                    "Waiting for " + String.join(", ", copies.missing()));
        }
    }

    /** Why Strimzi's User Operator is not done with a KafkaUser; empty when it is. */
    private Optional<String> userProblem(AppliedChild child) {
        String described = child.described();
        Optional<GenericKubernetesResource> user = state.children(ResourceKind.KAFKA_USER)
                .flatMap(cache -> cache.get(
                        Objects.requireNonNull(child.ref().namespace()),
                        child.ref().name()));
        if (user.isEmpty()) {
            return Optional.of(described + " does not exist yet");
        }
        boolean current = user.get().get("status", "observedGeneration") instanceof Number n
                && Objects.equals(n.longValue(), user.get().getMetadata().getGeneration());
        if (current && user.get().get("status", "conditions") instanceof List<?> conditions) {
            for (Object each : conditions) {
                if (each instanceof Map<?, ?> condition && "Ready".equals(condition.get("type"))) {
                    return "True".equals(condition.get("status"))
                            ? Optional.empty()
                            : Optional.of(described + ": " + condition.get("reason") + ": " + condition.get("message"));
                }
            }
        }
        return Optional.of(described + " waits for Strimzi's User Operator");
    }

    private static EventServiceStatus withConditions(
            EventServiceStatus before, EventService service, Conditions conditions, List<TopicStatus> deadLetters) {
        return new EventServiceStatus(
                service.getMetadata().getGeneration(),
                conditions.list(),
                before.publishCount(),
                before.subscribeCount(),
                deadLetters,
                before.children(),
                before.findings());
    }

    private UpdateControl<EventService> finish(
            EventService service, EventServiceStatus status, Haste haste, Optional<Duration> again) {
        Optional<Duration> wait = statuses.write(state.services().newestOf(service), status, haste);
        UpdateControl<EventService> control = UpdateControl.noUpdate();
        return Stream.of(wait, again)
                .flatMap(Optional::stream)
                .min(Duration::compareTo)
                .map(control::rescheduleAfter)
                .orElse(control);
    }
}
