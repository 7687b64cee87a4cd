package io.eventtopology.patterns.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How long tests wait for what must happen at some time: a busy machine is no failure, and whoever passes does not wait. */
public final class Patience {
    /** Far longer than anything takes. */
    public static final Duration LONG = Duration.ofSeconds(90);

    private Patience() {}

    /** Waits for a condition, as {@link Awaitility#await} does for ten seconds only. */
    public static ConditionFactory await() {
        return Awaitility.await().atMost(LONG);
    }

    /** Waits for a latch, in any thread of a test. */
    public static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
