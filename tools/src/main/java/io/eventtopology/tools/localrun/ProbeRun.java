package io.eventtopology.tools.localrun;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Repeats one probe for one life of a process. Asking happens on other threads; all else on the runner's.
 *
 * <p>Until its first success a probe asks more often than its period, as nobody wants to wait ten seconds for a process that
 * starts in two; its failures are still counted by the period.
 */
final class ProbeRun {
    private static final Duration EAGER = Duration.ofMillis(250);

    private final HealthCheck check;
    private final HttpClient client;
    private final Executor executor;
    private final AtomicReference<@Nullable Boolean> answer = new AtomicReference<>();
    private final boolean eager;
    private Instant next;
    private Instant countFrom;
    private boolean asking;
    private boolean passing;
    private int failures;

    /**
     * A probe that has not asked yet.
     *
     * @param eager whether it asks often while it does not pass
     */
    ProbeRun(HealthCheck check, boolean eager, HttpClient client, Executor executor, Instant started) {
        this.check = check;
        this.eager = eager;
        this.client = client;
        this.executor = executor;
        next = started.plus(check.delay());
        countFrom = next;
    }

    /** Takes the answer that has come, and asks when it is time. */
    void tick(Instant now) {
        Boolean answered = answer.getAndSet(null);
        if (answered != null) {
            asking = false;
            take(answered, now);
        }
        if (!asking && !now.isBefore(next)) {
            asking = true;
            executor.execute(this::ask);
        }
    }

    private void take(boolean success, Instant now) {
        if (success) {
            passing = true;
            failures = 0;
            countFrom = now.plus(check.period());
        } else if (!now.isBefore(countFrom)) {
            failures++;
            countFrom = now.plus(check.period());
            if (failures >= check.failures()) {
                passing = false;
            }
        }
        next = now.plus(eager && !passing && EAGER.compareTo(check.period()) < 0 ? EAGER : check.period());
    }

    private void ask() {
        boolean success = false;
        try {
            success = check.succeeds(client);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            answer.set(success);
        }
    }

    /** Whether it passed and has not failed since. */
    boolean isPassing() {
        return passing;
    }

    /** Whether it failed as often in a row as it may. */
    boolean hasFailed() {
        return failures >= check.failures();
    }
}
