package io.eventtopology.operator;

import io.javaoperatorsdk.operator.processing.retry.Retry;
import io.javaoperatorsdk.operator.processing.retry.RetryExecution;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Tries again without end: after 1 s, then twice as long each time up to a minute, each time up to a fifth more or less. */
final class EndlessRetry implements Retry {
    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofMinutes(1);
    private static final double SPREAD = 0.2;

    @Override
    public RetryExecution initExecution() {
        return new Execution();
    }

    private static final class Execution implements RetryExecution {
        private int attempts;

        @Override
        public Optional<Long> nextDelay() {
            double exact = Math.min(FIRST.toMillis() * Math.pow(2, attempts), LONGEST.toMillis() / (1 + SPREAD));
            attempts++;
            double factor = 1 + ThreadLocalRandom.current().nextDouble(-SPREAD, SPREAD);
            return Optional.of(Math.round(exact * factor));
        }

        @Override
        public int getAttemptCount() {
            return attempts;
        }

        @Override
        public boolean isLastAttempt() {
            return false;
        }
    }
}
