package io.eventtopology.quickstart;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One part of the show, with its checks. */
final class Stage {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final String title;
    private final Console console;
    private final long start = System.nanoTime();
    private final List<Check> checks = new ArrayList<>();
    private Duration took = Duration.ZERO;

    /** Begins now. */
    Stage(int number, String title, Console console) {
        this.title = title;
        this.console = console;
        console.title(number, title);
    }

    /** What it is about. */
    String title() {
        return title;
    }

    /** Where it shows what happens. */
    Console console() {
        return console;
    }

    /** Time since it began. */
    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** How long it took in all; zero before {@link #end}. */
    Duration took() {
        return took;
    }

    /** Its checks so far. */
    List<Check> checks() {
        return List.copyOf(checks);
    }

    /** It is over. */
    void end() {
        took = elapsed();
    }

    /** Waits patiently until something is so, and shows whether it came true. */
    Check check(String name, Probe probe) throws InterruptedException {
        return check(name, PATIENCE, probe);
    }

    /** Waits until something is so, at most for {@code patience}, and shows whether it came true. */
    Check check(String name, Duration patience, Probe probe) throws InterruptedException {
        console.waitFor(name);
        long begin = System.nanoTime();
        Optional<String> complaint = look(probe);
        while (complaint.isPresent() && System.nanoTime() - begin < patience.toNanos()) {
            Thread.sleep(INTERVAL);
            complaint = look(probe);
        }
        console.waited();
        Duration time = Duration.ofNanos(System.nanoTime() - begin);
        return record(new Check(name, complaint.isEmpty(), complaint.orElse(""), time));
    }

    /** Something went wrong that no check expected. */
    void failed(String what, Exception cause) {
        record(new Check(what, false, describe(cause), elapsed()));
    }

    private Check record(Check check) {
        checks.add(check);
        console.check(check);
        return check;
    }

    private static Optional<String> look(Probe probe) throws InterruptedException {
        try {
            return probe.complaint();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return Optional.of(describe(e));
        }
    }

    /** What went wrong: the messages of the exception and of its causes, each once. */
    private static String describe(Exception e) {
        Set<String> messages = new LinkedHashSet<>();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            messages.add(cause.getMessage() == null ? cause.toString() : cause.getMessage());
        }
        return String.join("\n", messages);
    }
}
