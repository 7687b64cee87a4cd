package io.eventtopology.operator.status;

import io.eventtopology.crds.Condition;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The conditions of one resource while a status is put together. The time of the last transition changes only when the status
 * does.
 */
public final class Conditions {
    /** Longest message that the CRD takes. */
    private static final int LONGEST_MESSAGE = 4096;

    private final StatusClock clock;
    private final List<Condition> previous;
    private final Long generation;
    private final Map<ConditionType, Condition> current = new EnumMap<>(ConditionType.class);

    Conditions(StatusClock clock, List<Condition> previous, Long generation) {
        this.clock = clock;
        this.previous = List.copyOf(previous);
        this.generation = generation;
    }

    /** Says that the aspect is fine. */
    public Conditions isTrue(ConditionType type, String reason, String message) {
        return set(type, "True", reason, message);
    }

    /** Says that the aspect is not fine. */
    public Conditions isFalse(ConditionType type, String reason, String message) {
        return set(type, "False", reason, message);
    }

    /** Says that nobody can tell. */
    public Conditions isUnknown(ConditionType type, String reason, String message) {
        return set(type, "Unknown", reason, message);
    }

    private Conditions set(ConditionType type, String status, String reason, String message) {
        String cut = message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE - 3) + "..." : message;
        String since = previous.stream()
                .filter(c -> c.type().equals(type.name()) && c.status().equals(status))
                .map(Condition::lastTransitionTime)
                .findFirst()
                .orElseGet(clock::timestamp);
        current.put(type, new Condition(type.name(), status, generation, since, reason, cut));
        return this;
    }

    /** The condition, when it was said. */
    public Optional<Condition> get(ConditionType type) {
        return Optional.ofNullable(current.get(type));
    }

    /** Whether the aspect was said to be fine. */
    public boolean holds(ConditionType type) {
        return get(type).map(c -> c.status().equals("True")).orElse(false);
    }

    /**
     * Sums up: Ready holds when all aspects do. A broken aspect that waits for others, or that another attempt may mend, is
     * Reconciling; one that needs a person is Stalled.
     *
     * @param aspects aspects that count, the most fundamental first
     * @param stalled whether a person has to do something
     */
    public Conditions summarise(List<ConditionType> aspects, boolean stalled) {
        Optional<Condition> broken = aspects.stream()
                .flatMap(a -> get(a).stream())
                .filter(c -> !c.status().equals("True"))
                .findFirst();
        if (broken.isEmpty()) {
            isTrue(ConditionType.Ready, "Ready", "All that was declared is in place");
            isFalse(ConditionType.Reconciling, "Done", "");
            return isFalse(ConditionType.Stalled, "NotStalled", "");
        }
        Condition first = broken.get();
        isFalse(ConditionType.Ready, first.reason(), first.message());
        if (stalled) {
            isFalse(ConditionType.Reconciling, "Stalled", "");
            return isTrue(ConditionType.Stalled, first.reason(), first.message());
        }
        isTrue(ConditionType.Reconciling, first.reason(), first.message());
        return isFalse(ConditionType.Stalled, "NotStalled", "");
    }

    /** Says that nothing is done because a person paused the resource. */
    public Conditions paused() {
        isFalse(ConditionType.Ready, "Paused", "spec.paused is true: nothing is changed until it is taken out");
        isFalse(ConditionType.Reconciling, "Paused", "");
        return isFalse(ConditionType.Stalled, "NotStalled", "");
    }

    /** All that was said, in the order of {@link ConditionType}. */
    public List<Condition> list() {
        return List.copyOf(current.values());
    }
}
