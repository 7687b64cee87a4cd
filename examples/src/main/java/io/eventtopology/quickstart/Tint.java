package io.eventtopology.quickstart;

/** Colours by meaning, as ANSI escape codes (ECMA-48 SGR). */
enum Tint {
    /** As the terminal has it. */
    NONE(""),
    /** Titles. */
    STRONG("1"),
    /** What is secondary. */
    FAINT("2"),
    /** It holds. */
    GOOD("32"),
    /** It does not hold. */
    BAD("31"),
    /** Something to know. */
    WARNING("33"),
    /** What changes. */
    ACCENT("36");

    private final String code;

    Tint(String code) {
        this.code = code;
    }

    /** The text in this colour, or as it is where colours are not wanted. */
    String on(String text, boolean colours) {
        return colours && !code.isEmpty() ? "\033[" + code + "m" + text + "\033[0m" : text;
    }
}
