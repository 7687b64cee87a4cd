package io.eventtopology.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.javaoperatorsdk.operator.processing.retry.RetryExecution;
import java.util.DoubleSummaryStatistics;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When a resource that failed is tried again. */
class EndlessRetryTest {
    /** The framework's own retry stops after 5 attempts. Guard: {@code isLastAttempt} and {@code nextDelay} never end. */
    @Test
    void neverEndsAndNeverWaitsLongerThanAMinute() {
        RetryExecution execution = new EndlessRetry().initExecution();

        for (int attempt = 1; attempt <= 10_000; attempt++) {
            assertThat(execution.isLastAttempt()).isFalse();
            assertThat(execution.nextDelay())
                    .as("delay after attempt %s", attempt)
                    .hasValueSatisfying(delay -> assertThat(delay).isBetween(1L, EndlessRetry.LONGEST.toMillis()));
            assertThat(execution.getAttemptCount()).isEqualTo(attempt);
        }
    }

    /** Guard: the power of two; with a constant delay the mean of the fourth is 1 s. */
    @Test
    void doublesFromOneSecond() {
        for (int attempt = 0; attempt < 5; attempt++) {
            assertThat(statistics(attempt).getAverage())
                    .as("mean delay after attempt %s", attempt + 1)
                    .isBetween(0.95 * 1000 * (1 << attempt), 1.05 * 1000 * (1 << attempt));
        }
    }

    /** Resources that failed together must not come back together. Guard: the random factor; without it min equals max. */
    @Test
    void spreadsByAFifthToBothSides() {
        for (int attempt : new int[] {0, 3, 50}) {
            DoubleSummaryStatistics delays = statistics(attempt);
            assertThat(delays.getMin() / delays.getAverage()).isBetween(0.79, 0.83);
            assertThat(delays.getMax() / delays.getAverage()).isBetween(1.17, 1.21);
        }
    }

    /** Delays after so many attempts before, of 2,000 resources. */
    private static DoubleSummaryStatistics statistics(int before) {
        return IntStream.range(0, 2_000)
                .mapToDouble(resource -> {
                    RetryExecution execution = new EndlessRetry().initExecution();
                    for (int i = 0; i < before; i++) {
                        execution.nextDelay();
                    }
                    return execution.nextDelay().orElseThrow();
                })
                .summaryStatistics();
    }
}
