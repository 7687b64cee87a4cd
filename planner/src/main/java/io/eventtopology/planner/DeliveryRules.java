package io.eventtopology.planner;

import io.eventtopology.crds.Backoff;
import io.eventtopology.crds.CircuitBreaker;
import io.eventtopology.crds.DeadLetter;
import io.eventtopology.crds.Delivery;
import io.eventtopology.crds.Retry;
import io.eventtopology.planner.model.ResolvedBreaker;
import io.eventtopology.planner.model.ResolvedDelivery;
import io.eventtopology.planner.model.ResolvedRetry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Delivery rules of several scopes, narrowest first, merged member by member over the built-in defaults: 5 attempts,
 * exponential backoff up to 60s (or a constant 5s), 30s for one delivery, dead letters kept 14 days, no circuit breaker.
 * Members that the backoff in force does not use read as their defaults, so that rules with one effect are equal.
 */
final class DeliveryRules {
    private static final int MAX_ATTEMPTS = 5;
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration MAX_INTERVAL = Duration.ofSeconds(60);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration RETENTION = Duration.ofDays(14);

    private DeliveryRules() {}

    /** One scope: where it is declared, and what it says. */
    record Scope(String subject, @Nullable Delivery delivery) {}

    static ResolvedDelivery merge(Problems problems, Scope... narrowestFirst) {
        List<Scope> scopes = Stream.of(narrowestFirst)
                .filter(scope -> scope.delivery() != null)
                .toList();
        Backoff backoff = first(scopes, retry(Retry::backoff), Backoff.EXPONENTIAL);
        return new ResolvedDelivery(
                Math.max(1, first(scopes, retry(Retry::maxAttempts), MAX_ATTEMPTS)),
                backoff,
                backoff == Backoff.CONSTANT
                        ? duration(problems, scopes, ".retry.interval", retry(Retry::interval), INTERVAL)
                        : INTERVAL,
                backoff == Backoff.EXPONENTIAL
                        ? duration(problems, scopes, ".retry.maxInterval", retry(Retry::maxInterval), MAX_INTERVAL)
                        : MAX_INTERVAL,
                duration(problems, scopes, ".timeout", Delivery::timeout, TIMEOUT),
                first(scopes, deadLetter(DeadLetter::enabled), true),
                duration(problems, scopes, ".deadLetter.retention", deadLetter(DeadLetter::retention), RETENTION),
                breaker(problems, scopes));
    }

    /** Retries of a call, which has one scope; null without. */
    static @Nullable ResolvedRetry retry(@Nullable Retry declared, String subject, Problems problems) {
        if (declared == null) {
            return null;
        }
        return new ResolvedRetry(
                declared.maxAttempts() != null ? Math.max(1, declared.maxAttempts()) : MAX_ATTEMPTS,
                declared.backoff() != null ? declared.backoff() : Backoff.EXPONENTIAL,
                problems.duration(subject + ".interval", declared.interval(), INTERVAL),
                problems.duration(subject + ".maxInterval", declared.maxInterval(), MAX_INTERVAL));
    }

    private static @Nullable ResolvedBreaker breaker(Problems problems, List<Scope> scopes) {
        if (scopes.stream().allMatch(s -> Objects.requireNonNull(s.delivery()).circuitBreaker() == null)) {
            return null;
        }
        return new ResolvedBreaker(
                first(scopes, breaker(CircuitBreaker::consecutiveFailures), Breakers.CONSECUTIVE_FAILURES),
                duration(
                        problems,
                        scopes,
                        ".circuitBreaker.openFor",
                        breaker(CircuitBreaker::openFor),
                        Breakers.OPEN_FOR),
                first(scopes, breaker(CircuitBreaker::halfOpenRequests), Breakers.HALF_OPEN_REQUESTS));
    }

    private static <T> Function<Delivery, @Nullable T> retry(Function<Retry, @Nullable T> member) {
        return delivery -> delivery.retry() == null ? null : member.apply(delivery.retry());
    }

    private static <T> Function<Delivery, @Nullable T> deadLetter(Function<DeadLetter, @Nullable T> member) {
        return delivery -> delivery.deadLetter() == null ? null : member.apply(delivery.deadLetter());
    }

    private static <T> Function<Delivery, @Nullable T> breaker(Function<CircuitBreaker, @Nullable T> member) {
        return delivery -> delivery.circuitBreaker() == null ? null : member.apply(delivery.circuitBreaker());
    }

    private static <T> T first(List<Scope> scopes, Function<Delivery, @Nullable T> member, T whenAbsent) {
        for (Scope scope : scopes) {
            T value = member.apply(Objects.requireNonNull(scope.delivery()));
            if (value != null) {
                return value;
            }
        }
        return whenAbsent;
    }

    private static Duration duration(
            Problems problems,
            List<Scope> scopes,
            String path,
            Function<Delivery, @Nullable String> member,
            Duration whenAbsent) {
        for (Scope scope : scopes) {
            String text = member.apply(Objects.requireNonNull(scope.delivery()));
            if (text != null) {
                return problems.duration(scope.subject() + path, text, whenAbsent);
            }
        }
        return whenAbsent;
    }
}
