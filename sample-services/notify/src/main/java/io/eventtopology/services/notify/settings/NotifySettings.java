package io.eventtopology.services.notify.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** What the environment sets: {@code NOTIFY_CHANNEL} and so on. */
@ConfigMapping(prefix = "notify")
public interface NotifySettings {
    /** Name of the channel that messages go out by. */
    @WithDefault("log")
    String channel();

    /** Whether {@code PUT /failure} may make the service fail. */
    @WithDefault("true")
    boolean failureSwitch();

    /** Of the channel {@code webhook}. */
    Webhook webhook();

    /** Settings of the channel {@code webhook}. */
    interface Webhook {
        /** Where messages are posted to. */
        Optional<URI> url();

        /** How long one post may take. */
        @WithDefault("5S")
        Duration timeout();
    }
}
