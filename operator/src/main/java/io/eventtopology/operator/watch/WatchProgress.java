package io.eventtopology.operator.watch;

/**
 * How far a watch is.
 *
 * @param name kind and namespace
 * @param version resource version that it has reached; goes up with every event and bookmark
 */
public record WatchProgress(String name, String version) {}
