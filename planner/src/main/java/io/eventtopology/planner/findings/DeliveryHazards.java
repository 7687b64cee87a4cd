package io.eventtopology.planner.findings;

import io.eventtopology.crds.Backoff;
import io.eventtopology.crds.Finding;
import io.eventtopology.planner.model.BrokerKind;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.ResolvedDelivery;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedSubscription;
import java.time.Duration;
import java.util.stream.Stream;

/** Delivery rules that lose, block or misplace events. */
final class DeliveryHazards {
    /** Where Dapr ends an exponential schedule (dapr/dapr pkg/resiliency on cenkalti/backoff, MaxElapsedTime). */
    private static final Duration SCHEDULE_END = Duration.ofMinutes(15);
    /** First wait of Dapr's exponential schedule, and by how much each further one grows. */
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);

    private static final double GROWTH = 1.5;

    private DeliveryHazards() {}

    static Stream<Finding> of(ResolvedService service) {
        return service.subscribes().stream()
                .flatMap(subscription -> Stream.of(
                                withoutRetry(subscription),
                                breakerWithDeadLetter(subscription),
                                withoutDeadLetter(subscription),
                                withoutHolder(subscription),
                                endsEarly(subscription))
                        .flatMap(finding -> finding));
    }

    private static Stream<Finding> withoutRetry(ResolvedSubscription subscription) {
        if (subscription.delivery().maxAttempts() > 1 || !subscription.hasDeadLetterTopic()) {
            return Stream.empty();
        }
        return Stream.of(FindingCode.DeadLetterWithoutRetry.at(
                subject(subscription),
                "With one attempt and a dead letter, the first failure dead-letters the event, be it only a restart of the service.",
                "Give delivery.retry.maxAttempts at least 2, or set delivery.deadLetter.enabled: false."));
    }

    private static Stream<Finding> breakerWithDeadLetter(ResolvedSubscription subscription) {
        if (subscription.delivery().circuitBreaker() == null || !subscription.hasDeadLetterTopic()) {
            return Stream.empty();
        }
        return Stream.of(FindingCode.BreakerWithDeadLetter.at(
                subject(subscription),
                "While the circuit breaker is open, healthy events are dead-lettered without having been tried.",
                "Remove delivery.circuitBreaker and let retries wait, or set delivery.deadLetter.enabled: false."));
    }

    private static Stream<Finding> withoutDeadLetter(ResolvedSubscription subscription) {
        if (subscription.delivery().deadLetter() || kind(subscription) != BrokerKind.KAFKA) {
            return Stream.empty();
        }
        return Stream.of(
                FindingCode.NoDeadLetter.at(
                        subject(subscription),
                        "Without a dead letter, an event that always fails is delivered again and again and blocks every event behind it in its Kafka partition.",
                        "Set delivery.deadLetter.enabled: true, or make the service answer DROP for events that it can never handle."));
    }

    private static Stream<Finding> withoutHolder(ResolvedSubscription subscription) {
        // LostFeatures speaks of the in-memory broker.
        if (!subscription.delivery().deadLetter()
                || subscription.hasDeadLetterTopic()
                || kind(subscription) == BrokerKind.IN_MEMORY) {
            return Stream.empty();
        }
        return Stream.of(
                FindingCode.DeadLetterWithoutHolder.at(
                        subject(subscription),
                        "On " + kind(subscription).member()
                                + " a dead-letter topic forgets what nobody subscribes to. No dead-letter topic is used: the broker delivers failed events again and again.",
                        "Make the service answer DROP for events that it can never handle, or set delivery.deadLetter.enabled: false to accept this."));
    }

    private static Stream<Finding> endsEarly(ResolvedSubscription subscription) {
        ResolvedDelivery delivery = subscription.delivery();
        if (delivery.backoff() != Backoff.EXPONENTIAL) {
            return Stream.empty();
        }
        int reached = attemptsBefore(SCHEDULE_END, delivery);
        if (reached >= delivery.maxAttempts()) {
            return Stream.empty();
        }
        return Stream.of(FindingCode.BackoffEndsEarly.at(
                subject(subscription),
                "The waits between " + delivery.maxAttempts() + " attempts of at most "
                        + delivery.maxInterval().toSeconds()
                        + " s add up to more than 15 minutes, where Dapr ends an exponential schedule: after about "
                        + reached
                        + " attempts the event counts as failed for good.",
                "Set delivery.retry.maxAttempts to at most " + reached
                        + ", or use backoff: Constant with an interval, which does not end early."));
    }

    /** How many attempts begin before the waits alone have taken that long. */
    private static int attemptsBefore(Duration end, ResolvedDelivery delivery) {
        double wait = FIRST_WAIT.toMillis();
        double waited = 0;
        int attempts = 1;
        while (attempts < delivery.maxAttempts()) {
            waited += Math.min(wait, delivery.maxInterval().toMillis());
            if (waited > end.toMillis()) {
                break;
            }
            wait *= GROWTH;
            attempts++;
        }
        return attempts;
    }

    private static BrokerKind kind(ResolvedSubscription subscription) {
        return BrokerKind.of(subscription.topology().broker());
    }

    private static String subject(ResolvedSubscription subscription) {
        return Subjects.subscription(subscription.event().type());
    }
}
