package io.eventtopology.services.todo;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** What can be set, under {@code todo}. */
@ConfigMapping(prefix = "todo")
public interface TodoSettings {
    /** Dapr app id of the User service. */
    String userAppId();

    /** How often users are verified that could not be when their todos were created. */
    Duration userRecheckInterval();
}
