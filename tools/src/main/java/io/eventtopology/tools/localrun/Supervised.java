package io.eventtopology.tools.localrun;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One process of a pod, started again whenever it ends: after one second, then two, four and so on up to 30 (a kubelet waits from
 * 10 seconds to five minutes). After a minute without an end the wait is short again.
 */
final class Supervised {
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Duration STEADY = Duration.ofMinutes(1);
    private static final Duration RETRY = Duration.ofMillis(500);
    private static final int LOG_LINES = 30;

    private final Part part;
    private final Supplier<RunningProgram> start;
    private final PodNotices notices;
    private @Nullable RunningProgram program;
    private Instant startAt;
    private Instant started = Instant.MIN;
    private Duration wait = FIRST_WAIT;
    private @Nullable Instant killAt;
    private boolean wanted = true;
    private boolean everStarted;
    private boolean asked;
    private int restarts;
    private String problem = "";
    private String lastWords = "";

    /**
     * A process that is not started yet.
     *
     * @param start starts it; may throw {@link MissingReferenceException}, {@link ProgramMissingException} or
     *     {@link UncheckedIOException}: it is tried again
     */
    Supervised(Part part, Supplier<RunningProgram> start, PodNotices notices, Instant now) {
        this.part = part;
        this.start = start;
        this.notices = notices;
        startAt = now;
    }

    /**
     * Starts, notices an end, kills what does not stop.
     *
     * @return whether a new life began
     */
    boolean tick(Instant now) {
        RunningProgram running = program;
        if (running != null && !running.isAlive()) {
            ended(running, now);
            running = null;
        }
        if (running != null && killAt != null && !now.isBefore(killAt)) {
            running.close();
            ended(running, now);
            running = null;
        }
        return running == null && wanted && !now.isBefore(startAt) && begin(now);
    }

    private boolean begin(Instant now) {
        try {
            program = start.get();
        } catch (MissingReferenceException | ProgramMissingException | UncheckedIOException e) {
            startAt = now.plus(RETRY);
            if (!problem.equals(e.getMessage())) {
                problem = String.valueOf(e.getMessage());
                notices.happened(RunnerEvent.Kind.WAITING, part, problem);
            }
            return false;
        }
        started = now;
        problem = "";
        asked = false;
        notices.happened(
                everStarted ? RunnerEvent.Kind.RESTARTED : RunnerEvent.Kind.STARTED,
                part,
                everStarted ? "started again (" + restarts + ")" : "started");
        everStarted = true;
        return true;
    }

    private void ended(RunningProgram ended, Instant now) {
        String status = exitOf(ended);
        String tail = ended.logTail(LOG_LINES);
        lastWords = tail;
        ended.close();
        program = null;
        killAt = null;
        if (!wanted) {
            return;
        }
        restarts++;
        if (asked) {
            startAt = now;
            return;
        }
        if (started.plus(STEADY).isBefore(now)) {
            wait = FIRST_WAIT;
        }
        problem = part.title() + " ended with status " + status + " (" + restarts + " times so far; starts again in "
                + wait.toSeconds() + " s; log " + ended.log() + ")";
        notices.happened(RunnerEvent.Kind.DIED, part, problem + (tail.isEmpty() ? "" : "\n" + tail));
        startAt = now.plus(wait);
        wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait.multipliedBy(2);
    }

    private static String exitOf(RunningProgram ended) {
        try {
            var exit = ended.exit();
            return exit.isPresent() ? Integer.toString(exit.getAsInt()) : "unknown";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }

    /** Asks it to stop and start again; kills it after the grace. */
    void restart(Instant now, Duration grace) {
        if (program != null && killAt == null) {
            asked = true;
            program.terminate();
            killAt = now.plus(grace);
        }
    }

    /** Asks it to stop for good. */
    void stop(Instant deadline) {
        wanted = false;
        if (program != null) {
            program.terminate();
        }
        killAt = deadline;
    }

    /** Will not start again. */
    void startNoMore() {
        wanted = false;
    }

    /** Kills it with signal 9; it starts again after the shortest wait, unless it was told to stop. */
    void kill() {
        wait = FIRST_WAIT;
        OptionalLong pid = pid();
        if (pid.isPresent()) {
            ProcessHandle.of(pid.getAsLong()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** Kills it and waits until it is gone. */
    void destroy() {
        wanted = false;
        if (program != null) {
            program.close();
            program = null;
        }
    }

    boolean isRunning() {
        return program != null && program.isAlive();
    }

    OptionalLong pid() {
        RunningProgram running = program;
        return running == null ? OptionalLong.empty() : running.pid();
    }

    /** The end of its log; empty before its first start. */
    String logTail() {
        RunningProgram running = program;
        return running == null ? lastWords : running.logTail(LOG_LINES);
    }

    int restarts() {
        return restarts;
    }

    /** Why it does not run, or did not last; empty when all is well. */
    String problem() {
        return problem;
    }

    /** Forgets the trouble of an earlier life. */
    void isWell() {
        problem = "";
    }
}
