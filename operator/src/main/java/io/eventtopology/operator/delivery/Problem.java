package io.eventtopology.operator.delivery;

import io.eventtopology.operator.delivery.SidecarAnswer.Loaded;
import io.eventtopology.operator.delivery.SidecarAnswer.Silent;
import java.util.Optional;

/**
 * What is wrong.
 *
 * @param reason which kind
 * @param message a sentence or more, that stays the same as long as the problem does
 * @param restartHelps whether another pod in this one's place may be well
 */
record Problem(Reason reason, String message, boolean restartHelps) {
    /** What is wrong with a pod; empty when nothing is. */
    static Optional<Problem> of(WantedDelivery wanted, RunningPod pod, SidecarAnswer answer) {
        return switch (answer) {
            case Silent silent -> Optional.of(unreachable(pod, silent.why()));
            case Loaded loaded -> of(wanted, pod, loaded);
        };
    }

    /** A pod that has no sidecar. */
    static Problem sidecarMissing(RunningPod pod) {
        return new Problem(
                Reason.SidecarMissing,
                pod.asksForSidecar()
                        ? "Pod " + pod.name() + " runs without its Dapr sidecar and neither gets nor publishes events."
                                + " Check that Dapr's sidecar injector runs"
                                + " (kubectl get pods -A -l app=dapr-sidecar-injector)"
                        : "Pod " + pod.name() + " runs without a Dapr sidecar: its annotation dapr.io/enabled is not"
                                + " \"true\". Set it in the pod template",
                pod.asksForSidecar());
    }

    private static Problem unreachable(RunningPod pod, String why) {
        return new Problem(
                Reason.SidecarUnreachable,
                "The sidecar of pod " + pod.name() + " " + why + " on port 3501. Look at its log (kubectl logs "
                        + pod.name() + " -c daprd), and check that no NetworkPolicy keeps the operator away",
                false);
    }

    private static Optional<Problem> of(WantedDelivery wanted, RunningPod pod, Loaded loaded) {
        if (!loaded.appId().equals(wanted.appId())) {
            return Optional.of(
                    unreachable(pod, "answers for app id " + loaded.appId() + " instead of " + wanted.appId()));
        }
        for (String component : wanted.components()) {
            if (!loaded.components().contains(component)) {
                return Optional.of(new Problem(
                        Reason.ComponentNotLoaded,
                        "The sidecar of pod " + pod.name() + " has not loaded component " + component
                                + ". Its log says why: kubectl logs " + pod.name() + " -c daprd",
                        true));
            }
        }
        return wanted.subscriptions().stream()
                .filter(subscription -> !loaded.subscriptions().contains(subscription))
                .findFirst()
                .map(subscription -> notLoaded(pod, loaded, subscription));
    }

    private static Problem notLoaded(RunningPod pod, Loaded loaded, SubscriptionShape wanted) {
        String subscription = "the subscription to " + wanted.topic() + " of component " + wanted.pubsub();
        if (loaded.ofTheApp().stream().anyMatch(wanted::isOfSameTopic)) {
            return new Problem(
                    Reason.SubscriptionNotLoaded,
                    "The app in pod " + pod.name() + " declares a subscription of its own that takes the place of "
                            + subscription + ". Take it out of what the app answers to GET /dapr/subscribe",
                    false);
        }
        boolean otherwise = loaded.subscriptions().stream().anyMatch(wanted::isOfSameTopic);
        return new Problem(
                Reason.SubscriptionNotLoaded,
                "The sidecar of pod " + pod.name() + " has not loaded " + subscription
                        + (otherwise ? " as it is declared now" : "") + ". Its log says why: kubectl logs "
                        + pod.name() + " -c daprd",
                true);
    }
}
