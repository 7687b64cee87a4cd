package io.eventtopology.planner.model;

/** How bad a finding is. */
public enum Severity {
    /** The resource cannot work as declared; it is not applied. */
    Error,
    /** It works, but events can be lost, blocked or reordered. */
    Warning,
    /** Worth knowing. */
    Info
}
