package io.eventtopology.crds;

/** How durations are written. Every duration is shorter than the 292 years that a duration of Go, and so of Dapr, can hold. */
final class DurationSyntax {
    static final String PATTERN = "^([1-9][0-9]{0,8}(ms|s)|[1-9][0-9]{0,5}[mh]|[1-9][0-9]{0,4}d)$";
    /** Dapr takes the wait for a bulk request as a 32-bit number of milliseconds. */
    static final String WAIT = "^([1-9][0-9]{0,8}ms|[1-9][0-9]{0,5}s)$";

    static final int LONGEST = 11;

    private DurationSyntax() {}
}
