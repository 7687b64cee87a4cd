package io.eventtopology.services.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a service needs around it: a real PostgreSQL with an empty database, and a {@link SidecarStandIn}, which is injected into fields of
 * the test. Initialization arguments become configuration.
 */
public class Surroundings implements QuarkusTestResourceLifecycleManager {
    private static final Duration START_LIMIT = Duration.ofMinutes(1);

    private final Map<String, String> configuration = new HashMap<>();
    private @Nullable EmbeddedPostgres database;
    private @Nullable SidecarStandIn sidecar;

    @Override
    public void init(Map<String, String> arguments) {
        configuration.putAll(arguments);
    }

    @Override
    public Map<String, String> start() {
        try {
            database = EmbeddedPostgres.builder().setPGStartupWait(START_LIMIT).start();
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL does not start", e);
        }
        sidecar = SidecarStandIn.start();
        configuration.put("quarkus.datasource.jdbc.url", database.getJdbcUrl("postgres", "postgres"));
        configuration.put("quarkus.datasource.username", "postgres");
        configuration.put("quarkus.datasource.password", "postgres");
        configuration.put("quarkus.log.category.\"io.zonky\".level", "WARN");
        configuration.put("DAPR_HTTP_PORT", Integer.toString(sidecar.port()));
        return configuration;
    }

    @Override
    public void inject(TestInjector injector) {
        if (sidecar != null) {
            injector.injectIntoFields(sidecar, new TestInjector.MatchesType(SidecarStandIn.class));
        }
    }

    @Override
    public void stop() {
        if (sidecar != null) {
            sidecar.close();
        }
        if (database != null) {
            try {
                database.close();
            } catch (IOException e) {
                throw new IllegalStateException("PostgreSQL does not stop", e);
            }
        }
    }
}
