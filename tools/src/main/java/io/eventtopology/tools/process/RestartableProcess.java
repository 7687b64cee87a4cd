package io.eventtopology.tools.process;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A program that serves something, and is started, stopped, killed and started again. It never outlives this JVM. */
public final class RestartableProcess {
    private static final int LOG_LINES = 60;
    private static final Duration INTERVAL = Duration.ofMillis(50);

    private final Settings settings;
    private final Supplier<ChildProcess> launch;
    private final BooleanSupplier answers;
    private @Nullable ChildProcess process;

    /**
     * What is particular to a program.
     *
     * @param name what messages call it, at the beginning of a sentence
     * @param startLimit longest time until it answers
     * @param answersInARow how many answers count as one; more than one for a program that may end after the first
     * @param stop asks it to stop in order
     * @param stopLimit longest time that this takes; then it is killed
     * @param failure makes an exception of what went wrong
     */
    public record Settings(
            String name,
            Duration startLimit,
            int answersInARow,
            Consumer<ChildProcess> stop,
            Duration stopLimit,
            Function<String, ? extends RuntimeException> failure) {}

    /**
     * A program that does not run yet.
     *
     * @param launch starts it
     * @param answers whether it serves
     */
    public RestartableProcess(Settings settings, Supplier<ChildProcess> launch, BooleanSupplier answers) {
        this.settings = settings;
        this.launch = launch;
        this.answers = answers;
    }

    /**
     * Starts it and waits until it answers; if it does not, it is killed and the failure is thrown.
     *
     * @throws IllegalStateException if it is running
     */
    public synchronized void start() {
        if (isRunning()) {
            throw new IllegalStateException(settings.name() + " is already running");
        }
        ChildProcess started = launch.get();
        process = started;
        boolean serves = false;
        try {
            awaitAnswers(started);
            serves = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while " + settings.name() + " started", e);
        } finally {
            if (!serves) {
                kill();
            }
        }
    }

    private void awaitAnswers(ChildProcess started) throws InterruptedException {
        long deadline = System.nanoTime() + settings.startLimit().toNanos();
        int inARow = 0;
        while (inARow < settings.answersInARow()) {
            inARow = answers.getAsBoolean() ? inARow + 1 : 0;
            if (!started.isAlive()) {
                throw failure(started, "ended while it started");
            }
            if (System.nanoTime() > deadline) {
                throw failure(
                        started,
                        "does not answer after " + settings.startLimit().toSeconds() + " s");
            }
            Thread.sleep(INTERVAL);
        }
    }

    /** Whether its process runs. */
    public synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Asks it to stop and waits; kills it, and throws the failure, when it does not in time. */
    public synchronized void stop() {
        ChildProcess running = process;
        if (running == null) {
            return;
        }
        try {
            settings.stop().accept(running);
            OptionalInt ended = running.waitFor(settings.stopLimit());
            kill();
            if (ended.isEmpty()) {
                throw failure(
                        running, "did not stop within " + settings.stopLimit().toSeconds() + " s and was killed");
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    /** Kills it (SIGKILL), as a lost machine would, and waits until it is gone. */
    public synchronized void kill() {
        ChildProcess running = process;
        if (running != null) {
            running.close();
            process = null;
        }
    }

    /** What is wrong with it, in a sentence that begins with its name, and its last words. */
    public synchronized String complaint(String what) {
        ChildProcess running = process;
        return running == null ? settings.name() + " " + what : complaint(running, what);
    }

    private RuntimeException failure(ChildProcess of, String what) {
        return settings.failure().apply(complaint(of, what));
    }

    private String complaint(ChildProcess of, String what) {
        return settings.name() + " " + what + ". The last lines of " + of.log() + ":\n" + of.logTail(LOG_LINES);
    }
}
