package io.eventtopology.tools.broker;

import io.eventtopology.tools.process.ChildProcess;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One broker's process, which is started, stopped, killed and started again. */
final class BrokerServer {
    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final int LOG_LINES = 40;

    private final String name;
    private final Supplier<ChildProcess> launch;
    private final BooleanSupplier answers;
    private @Nullable ChildProcess process;

    BrokerServer(String name, Supplier<ChildProcess> launch, BooleanSupplier answers) {
        this.name = name;
        this.launch = launch;
        this.answers = answers;
    }

    synchronized void start() {
        if (isRunning()) {
            throw new IllegalStateException(name + " is already running");
        }
        ChildProcess started = launch.get();
        process = started;
        try {
            long deadline = System.nanoTime() + START_LIMIT.toNanos();
            while (!answers.getAsBoolean()) {
                if (!started.isAlive()) {
                    throw failure(started, "ended while it started");
                }
                if (System.nanoTime() > deadline) {
                    throw failure(started, "does not answer after " + START_LIMIT.toSeconds() + " s");
                }
                Thread.sleep(50);
            }
        } catch (BrokerFailedException e) {
            kill();
            throw e;
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while " + name + " started", e);
        }
    }

    synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    synchronized void stop() {
        ChildProcess running = process;
        if (running == null) {
            return;
        }
        try {
            running.terminate();
            OptionalInt ended = running.waitFor(STOP_LIMIT);
            kill();
            if (ended.isEmpty()) {
                throw failure(running, "did not stop within " + STOP_LIMIT.toSeconds() + " s and was killed");
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    synchronized void kill() {
        ChildProcess running = process;
        if (running != null) {
            running.close();
            process = null;
        }
    }

    private BrokerFailedException failure(ChildProcess of, String what) {
        return new BrokerFailedException(
                name + " " + what + ". The last lines of " + of.log() + ":\n" + of.logTail(LOG_LINES));
    }
}
