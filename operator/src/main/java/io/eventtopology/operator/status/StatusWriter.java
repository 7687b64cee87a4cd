package io.eventtopology.operator.status;

import io.eventtopology.crds.Condition;
import io.eventtopology.operator.watch.ResourceCache;
import io.eventtopology.planner.naming.Labels;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Writes the status of one kind, and only when it says something new. What matters (Ready, Stalled, the first word on a new
 * generation) is written at once. Details that move, such as topics becoming ready one after the other, are gathered for a while:
 * hundreds of resources that start together would otherwise write a status for each step.
 *
 * @param <R> the kind
 * @param <S> its status
 */
public final class StatusWriter<R extends CustomResource<?, S>, S> {
    /** How long details are gathered, from the first on: details that never hold still are told too. */
    public static final Duration QUIET = Duration.ofSeconds(10);

    /** Another one than that of applied objects: an EventService that a topology owns is applied and reported on, and the two
     * must not be taken for one. */
    private static final String FIELD_MANAGER = Labels.OPERATOR + "-status";

    private final KubernetesClient client;
    private final StatusClock clock;
    private final ResourceCache<R> cache;
    private final Supplier<R> empty;
    private final Function<S, List<Condition>> conditions;
    private final Map<String, Pending<S>> pending = new ConcurrentHashMap<>();

    /** A status that is not written yet, and since when the details differ from the stored ones. */
    private record Pending<S>(S status, Instant since) {}

    /** A writer for one kind. */
    public StatusWriter(
            KubernetesClient client,
            StatusClock clock,
            ResourceCache<R> cache,
            Supplier<R> empty,
            Function<S, List<Condition>> conditions) {
        this.client = client;
        this.clock = clock;
        this.cache = cache;
        this.empty = empty;
        this.conditions = conditions;
    }

    /**
     * Writes the status if it says something new and it is time.
     *
     * @return how long to wait before trying again, when details are gathered; empty when the status is written or unchanged
     */
    public Optional<Duration> write(R resource, S status, Haste haste) {
        String uid = resource.getMetadata().getUid();
        S stored = resource.getStatus();
        if (status.equals(stored)) {
            pending.remove(uid);
            return Optional.empty();
        }
        if (stored != null && !conditions.apply(stored).isEmpty() && mayWait(stored, status, haste)) {
            Instant now = clock.now();
            Pending<S> waiting =
                    pending.compute(uid, (u, before) -> new Pending<>(status, before == null ? now : before.since()));
            Duration left = QUIET.minus(Duration.between(waiting.since(), now));
            if (left.isPositive()) {
                return Optional.of(left);
            }
        }
        writeNow(resource, status);
        return Optional.empty();
    }

    /** Writes the status at once. */
    public void writeNow(R resource, S status) {
        pending.remove(resource.getMetadata().getUid());
        R patch = empty.get();
        // The uid makes sure that a resource of the same name that was created meanwhile does not get this status.
        // Nothing else
        // is sent, so that labels and finalizers stay whose they are.
        patch.setMetadata(new ObjectMetaBuilder()
                .withNamespace(resource.getMetadata().getNamespace())
                .withName(resource.getMetadata().getName())
                .withUid(resource.getMetadata().getUid())
                .build());
        patch.setStatus(status);
        R written = client.resource(patch)
                .subresource("status")
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                                .withFieldManager(FIELD_MANAGER)
                                .withForce(true)
                                .build(),
                        patch);
        cache.wrote(written);
    }

    /** The last status of a resource, written or not; empty when there is none. */
    public Optional<S> latest(R resource) {
        Pending<S> waiting = pending.get(resource.getMetadata().getUid());
        return waiting == null ? Optional.ofNullable(resource.getStatus()) : Optional.of(waiting.status());
    }

    /** Forgets a resource that is gone. */
    public void forget(R resource) {
        pending.remove(resource.getMetadata().getUid());
    }

    private boolean mayWait(S stored, S status, Haste haste) {
        return switch (haste) {
            case AT_ONCE -> false;
            case NEWS_AT_ONCE -> !saysSomethingNew(conditions.apply(stored), conditions.apply(status));
            case GATHERED -> true;
        };
    }

    private static boolean saysSomethingNew(List<Condition> before, List<Condition> after) {
        for (ConditionType type : List.of(ConditionType.Ready, ConditionType.Stalled)) {
            Condition old = find(before, type);
            Condition now = find(after, type);
            if (!Objects.equals(status(old), status(now)) || !Objects.equals(generation(old), generation(now))) {
                return true;
            }
        }
        return false;
    }

    private static @org.jspecify.annotations.Nullable Condition find(List<Condition> conditions, ConditionType type) {
        return conditions.stream()
                .filter(c -> c.type().equals(type.name()))
                .findFirst()
                .orElse(null);
    }

    private static String status(@org.jspecify.annotations.Nullable Condition condition) {
        return condition == null ? "" : condition.status();
    }

    private static @org.jspecify.annotations.Nullable Long generation(
            @org.jspecify.annotations.Nullable Condition condition) {
        return condition == null ? null : condition.observedGeneration();
    }
}
