package io.eventtopology.operator.delivery;

import io.eventtopology.operator.broker.BrokerProblem;
import io.eventtopology.operator.broker.GroupState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Turns what was seen of a service into what is said of it. A pod that starts, a rollout or a rebalance leaves what was said before; only
 * what lasts is said.
 *
 * @param wanted what should be so
 * @param pods its pods that run
 * @param groups its consumer groups
 * @param noPodsSince since when none runs; without meaning when one does
 * @param isScaledToZero whether none should run
 * @param isRepaired whether pods without sidecar or subscription are evicted
 */
record Judgement(
        WantedDelivery wanted,
        List<PodSight> pods,
        List<GroupSight> groups,
        Instant noPodsSince,
        boolean isScaledToZero,
        boolean isRepaired) {
    /** For so long a service without a running pod is taken for one that restarts. */
    private static final Duration WITHOUT_PODS = Duration.ofMinutes(2);

    /**
     * What to say now.
     *
     * @param last what was said before of the same declaration; empty when nothing was
     */
    DeliveryReport report(Optional<DeliveryReport> last, Instant now) {
        Optional<DeliveryReport> broken = broken(pod -> pod.isBroken(now, Reason.SidecarMissing))
                .or(this::broker)
                .or(() -> broken(pod -> pod.isBroken(now)));
        if (broken.isPresent()) {
            return broken.get();
        }
        if (pods.isEmpty()) {
            return withoutPods(last, now);
        }
        if (pods.stream().noneMatch(PodSight::isFine)) {
            return last.filter(this::isStillSaid)
                    .orElseGet(() -> DeliveryReport.notYet(
                            "Waiting for the sidecars of the service's pods to load what is declared"));
        }
        return groups(last, now);
    }

    private Optional<DeliveryReport> broken(Predicate<PodSight> which) {
        List<PodSight> found = pods.stream()
                .filter(which)
                .sorted(Comparator.comparing((PodSight sight) -> problem(sight).reason())
                        .thenComparing(sight -> sight.pod().name()))
                .toList();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Problem first = problem(found.getFirst());
        String others = found.size() == 1 ? "" : " (" + (found.size() - 1) + " more pods have problems)";
        boolean restarts = first.restartHelps() && isRepaired;
        String next = !first.restartHelps()
                ? ""
                : restarts ? ". The operator evicts such pods, one at a time" : ". Then restart the pod";
        return Optional.of(DeliveryReport.broken(
                first.reason().name(),
                first.message() + others + next,
                first.reason() != Reason.SidecarUnreachable && !restarts));
    }

    private static Problem problem(PodSight sight) {
        return sight.problem().orElseThrow();
    }

    private Optional<DeliveryReport> broker() {
        if (pods.isEmpty() && (isScaledToZero || !wanted.managed())) {
            return Optional.empty();
        }
        return groups.stream()
                .flatMap(group -> group.problem().stream())
                .findFirst()
                .map(problem ->
                        DeliveryReport.broken(problem.reason().name(), problem.message(), isForAPerson(problem)));
    }

    private static boolean isForAPerson(BrokerProblem problem) {
        return problem.reason() != BrokerProblem.Reason.BrokerUnavailable;
    }

    private DeliveryReport withoutPods(Optional<DeliveryReport> last, Instant now) {
        if (!wanted.managed()) {
            return DeliveryReport.fine(
                    "NotManaged",
                    "No pod with app id " + wanted.appId() + " runs in the namespace: what consumes is not the"
                            + " operator's, and is not compared");
        }
        if (isScaledToZero) {
            return DeliveryReport.fine("ScaledToZero", "No pod is wanted at the moment, and none is compared");
        }
        boolean restarting = now.isBefore(noPodsSince.plus(WITHOUT_PODS));
        return last.filter(said -> restarting && (said.isFine() || isOfPods(said)))
                .orElseGet(() -> DeliveryReport.notYet("Waiting for a pod that runs"));
    }

    private DeliveryReport groups(Optional<DeliveryReport> last, Instant now) {
        List<GroupSight> incomplete = groups.stream()
                .filter(sight -> !sight.isHidden())
                .filter(sight -> sight.state().isEmpty() || !sight.unconsumed().isEmpty())
                .toList();
        if (incomplete.isEmpty()) {
            return DeliveryReport.fine("Verified", verified());
        }
        Optional<GroupSight> broken = incomplete.stream()
                .filter(sight -> sight.state().isPresent())
                .filter(sight -> !now.isBefore(sight.since().plus(Reason.GroupNotConsuming.grace())))
                .findFirst();
        if (broken.isPresent()) {
            return DeliveryReport.broken(Reason.GroupNotConsuming.name(), notConsuming(broken.get()), false);
        }
        return last.filter(said -> said.isFine() || said.reason().equals(Reason.GroupNotConsuming.name()))
                .orElseGet(() -> DeliveryReport.notYet("Waiting for consumer group "
                        + incomplete.getFirst().group().name() + " "
                        + incomplete.getFirst().describedPlace()
                        + " to consume what is declared"));
    }

    private static String notConsuming(GroupSight sight) {
        GroupState state = sight.state().orElseThrow();
        boolean before = state.committed().containsAll(sight.unconsumed());
        boolean nothing = state.consumed().isEmpty();
        return "Consumer group " + sight.group().name() + " " + sight.describedPlace()
                + (before ? " does not consume any more: " : " does not consume: ")
                + String.join(", ", sight.unconsumed())
                + (nothing
                        ? ". A sidecar consumes only while its app listens on its port and says that it is well; its log"
                                + " says what Kafka answers"
                        : ". It consumes other topics, so a sidecar has probably lost a subscription, as Dapr may on Kafka when"
                                + " dapr.io/enable-app-health-check is on and the app restarts. Restart the pods, and take"
                                + " the annotation away");
    }

    private String verified() {
        List<String> said = new ArrayList<>();
        said.add("Each sidecar has loaded " + counted(wanted.components().size(), "component") + " and "
                + counted(wanted.subscriptions().size(), "subscription"));
        for (GroupSight sight : groups) {
            String group = "consumer group " + sight.group().name() + " " + sight.describedPlace();
            if (!sight.group().readable()) {
                said.add(group + " is not looked at, because only Strimzi has access to that cluster");
            } else if (sight.isHidden()) {
                said.add(group + " is not looked at, because the operator's user may not describe it");
            } else {
                said.add(group + " consumes them");
            }
        }
        return String.join("; ", said);
    }

    private static String counted(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /** A problem that is there again, or still, is not taken back while another pod starts. */
    private boolean isStillSaid(DeliveryReport said) {
        return said.isFine()
                || said.isBroken()
                        && pods.stream()
                                .flatMap(sight -> sight.problem().stream())
                                .anyMatch(problem -> problem.reason().name().equals(said.reason()));
    }

    /** Whether it is about what a sidecar is or loaded. */
    static boolean isOfPods(DeliveryReport said) {
        return said.isBroken()
                && List.of(Reason.SidecarMissing, Reason.ComponentNotLoaded, Reason.SubscriptionNotLoaded).stream()
                        .map(Reason::name)
                        .anyMatch(said.reason()::equals);
    }
}
