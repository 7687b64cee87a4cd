package io.eventtopology.planner.dapr;

import io.eventtopology.crds.Backoff;
import io.eventtopology.crds.dapr.CircuitBreakerPolicy;
import io.eventtopology.crds.dapr.ComponentPolicies;
import io.eventtopology.crds.dapr.Resiliency;
import io.eventtopology.crds.dapr.ResiliencyPolicies;
import io.eventtopology.crds.dapr.ResiliencySpec;
import io.eventtopology.crds.dapr.ResiliencyTargets;
import io.eventtopology.crds.dapr.RetryPolicy;
import io.eventtopology.crds.dapr.TargetPolicies;
import io.eventtopology.planner.model.BrokerKind;
import io.eventtopology.planner.model.DurationText;
import io.eventtopology.planner.model.ResolvedBreaker;
import io.eventtopology.planner.model.ResolvedCall;
import io.eventtopology.planner.model.ResolvedDelivery;
import io.eventtopology.planner.model.ResolvedRetry;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.naming.ObjectMetas;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Renders the Resiliency of a service: how deliveries to it and its calls are tried. Policy names have a prefix, since the
 * policies of all Resiliency objects of an app lie in one map. Publishing is left to Dapr's defaults.
 */
final class ResiliencyRenderer {
    private static final String PREFIX = "eventtopology-";
    /**
     * A service of the pattern library counts attempts itself and dead-letters with the reason, so Dapr's own dead letter is only for
     * events that get no answer at all: while the app is down, healthy ones must not be dead-lettered within seconds.
     */
    private static final int UNANSWERED_ATTEMPTS = 30;

    /** They redeliver by a timer that must be longer than all attempts together; more of them would hold back what a dead sidecar left. */
    private static final Set<BrokerKind> REDELIVER_BY_TIMER =
            EnumSet.of(BrokerKind.REDIS, BrokerKind.AWS_SNS_SQS, BrokerKind.AZURE_SERVICE_BUS);

    private final ResolvedService service;
    private final Map<String, String> timeouts = new TreeMap<>();
    private final Map<String, RetryPolicy> retries = new TreeMap<>();
    private final Map<String, CircuitBreakerPolicy> breakers = new TreeMap<>();

    ResiliencyRenderer(ResolvedService service) {
        this.service = service;
    }

    /** The object; empty when nothing is delivered or called. */
    Optional<Resiliency> render(List<PubSub> pubSubs, ObjectMetas metas) {
        Map<String, ComponentPolicies> components = new TreeMap<>();
        for (PubSub pubSub : pubSubs) {
            ResolvedDelivery delivery = pubSub.policy();
            if (delivery != null) {
                components.put(pubSub.name(), new ComponentPolicies(deliveries(pubSub, delivery), null));
            }
        }
        Map<String, TargetPolicies> apps = new TreeMap<>();
        for (ResolvedCall call : service.calls()) {
            apps.put(
                    call.appId(),
                    policies("call-" + call.appId(), call.timeout(), call.retry(), call.circuitBreaker()));
        }
        if (components.isEmpty() && apps.isEmpty()) {
            return Optional.empty();
        }
        Resiliency object = new Resiliency();
        object.setMetadata(metas.named(service.name()));
        object.setSpec(new ResiliencySpec(
                new ResiliencyPolicies(timeouts, retries, breakers), new ResiliencyTargets(apps, components)));
        object.setScopes(List.of(service.appId()));
        return Optional.of(object);
    }

    private TargetPolicies deliveries(PubSub pubSub, ResolvedDelivery delivery) {
        boolean countsItself = service.preset() != null
                && delivery.deadLetter()
                && !REDELIVER_BY_TIMER.contains(BrokerKind.of(pubSub.topology().broker()));
        ResolvedRetry retry = new ResolvedRetry(
                delivery.maxAttempts() + (countsItself ? UNANSWERED_ATTEMPTS : 0),
                delivery.backoff(),
                delivery.interval(),
                delivery.maxInterval());
        return policies("deliver-" + pubSub.name(), delivery.timeout(), retry, delivery.circuitBreaker());
    }

    private TargetPolicies policies(
            String name, Duration timeout, @Nullable ResolvedRetry retry, @Nullable ResolvedBreaker breaker) {
        String policy = PREFIX + name;
        timeouts.put(policy, DurationText.go(timeout));
        boolean retried = retry != null && retry.maxAttempts() > 1;
        if (retry != null && retried) {
            retries.put(policy, retryPolicy(retry));
        }
        if (breaker != null) {
            breakers.put(
                    policy,
                    new CircuitBreakerPolicy(
                            breaker.halfOpenRequests(),
                            null,
                            DurationText.go(breaker.openFor()),
                            "consecutiveFailures >= " + breaker.consecutiveFailures()));
        }
        return new TargetPolicies(policy, retried ? policy : null, breaker != null ? policy : null);
    }

    /** Dapr counts retries after the first attempt; duration is the constant wait, and of no effect with exponential backoff. */
    private static RetryPolicy retryPolicy(ResolvedRetry retry) {
        boolean constant = retry.backoff() == Backoff.CONSTANT;
        return new RetryPolicy(
                constant ? "constant" : "exponential",
                constant ? DurationText.go(retry.interval()) : null,
                constant ? null : DurationText.go(retry.maxInterval()),
                retry.maxAttempts() - 1);
    }
}
