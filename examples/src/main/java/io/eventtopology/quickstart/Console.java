package io.eventtopology.quickstart;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What people read: short lines, indented below titles, in colour where the terminal has it. Safe for several threads. */
final class Console {
    private static final String INDENT = "  ";
    private static final int NARROWEST = 60;

    private final PrintStream out;
    private final boolean terminal;
    private final boolean colours;
    private final int width;
    private @Nullable String waiting;

    /**
     * A console.
     *
     * @param out where it writes
     * @param terminal whether that is a terminal, where a line can be written again
     * @param colours whether to colour
     * @param width columns of the terminal
     */
    Console(PrintStream out, boolean terminal, boolean colours, int width) {
        this.out = out;
        this.terminal = terminal;
        this.colours = colours;
        this.width = Math.max(NARROWEST, width);
    }

    /** The title of a stage, with a number. */
    void title(int number, String title) {
        print("");
        print(Tint.STRONG.on(number + "  " + title, colours));
    }

    /** A line of text. */
    void line(String text) {
        print(INDENT + text);
    }

    /** A line of text in a colour. */
    void line(String text, Tint tint) {
        print(INDENT + tint.on(text, colours));
    }

    /** A line in the first column, without a colour. */
    void bare(String text) {
        print(text);
    }

    /** Something that just happened, and when: time since the start of the stage. */
    void event(Duration when, String kind, String text) {
        String time = "%7s  ".formatted(seconds(when));
        print(INDENT + Tint.FAINT.on(time, colours) + Tint.ACCENT.on("%-16s".formatted(kind), colours) + text);
    }

    /** A check that ended. */
    void check(Check check) {
        String mark = check.holds() ? Tint.GOOD.on("✓", colours) : Tint.BAD.on("✗", colours);
        String took = Tint.FAINT.on(seconds(check.took()), colours);
        print(INDENT + mark + " " + check.name() + INDENT + took);
        if (!check.holds()) {
            check.detail().lines().forEach(line -> print(INDENT + INDENT + Tint.BAD.on(line, colours)));
        }
    }

    /** A table, with an empty line before it. */
    void table(Table table) {
        print("");
        table.lines(width - INDENT.length(), colours).forEach(line -> print(INDENT + line));
    }

    /** Shows on a terminal what is waited for, until {@link #waited}. */
    synchronized void waitFor(String what) {
        if (terminal) {
            waiting = what;
            showWaiting();
        }
    }

    /** The wait is over. */
    synchronized void waited() {
        hideWaiting();
        waiting = null;
    }

    /** A time for people, for example 1.3 s. */
    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    private synchronized void print(String line) {
        hideWaiting();
        out.println(line.stripTrailing());
        showWaiting();
        out.flush();
    }

    private void showWaiting() {
        if (waiting != null) {
            String text = waiting.length() > width - 6 ? waiting.substring(0, width - 6) : waiting;
            out.print(INDENT + Tint.FAINT.on("… " + text, colours));
            out.flush();
        }
    }

    private void hideWaiting() {
        if (waiting != null) {
            out.print("\r\033[K");
        }
    }
}
