package io.eventtopology.tools.dapr;

import java.time.Duration;

/**
 * How the sidecar asks its app whether it is well. While it is not, the sidecar delivers no events.
 *
 * @param path an HTTP path of the app, for example {@code /q/health/ready}
 * @param interval time between two questions; whole seconds
 * @param timeout time the app has to answer, less than {@code interval}
 * @param threshold failures in a row after which the app is unwell
 */
public record AppHealth(String path, Duration interval, Duration timeout, int threshold) {}
