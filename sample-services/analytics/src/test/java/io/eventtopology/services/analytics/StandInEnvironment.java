package io.eventtopology.services.analytics;

import io.eventtopology.patterns.environment.ServiceEnvironment;
import io.quarkus.test.Mock;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;

/** What the operator would put into the environment. */
final class StandInEnvironment {
    static final String DEAD_LETTERS = "todos.task.created.shop.analytics.dlq";

    private StandInEnvironment() {}

    @Mock
    @Produces
    @Singleton
    static ServiceEnvironment environment() {
        return ServiceEnvironment.of(Map.of(
                "APP_ID", "analytics", "DEAD_LETTER_TOPICS", "{\"todos.task.created\":\"" + DEAD_LETTERS + "\"}"));
    }
}
