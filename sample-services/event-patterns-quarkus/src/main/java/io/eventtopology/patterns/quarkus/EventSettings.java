package io.eventtopology.patterns.quarkus;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** What a service sets about its events, under {@code events} in its application.properties. */
@ConfigMapping(prefix = "events")
public interface EventSettings {
    /** The CloudEvents {@code source} of what the service publishes, for example {@code /todos/api}. */
    URI source();

    /** How long daprd may take for one publishing request. */
    @WithDefault("10S")
    Duration publishTimeout();

    /** How long events are remembered that had their effect: longer than their topics keep them. */
    @WithDefault("35D")
    Duration inboxAge();

    /** Whether {@code /dapr/subscribe} lists the service's routes, for a sidecar without the operator's subscriptions. */
    @WithDefault("false")
    boolean programmaticSubscriptions();
}
