package io.eventtopology.benchmarks;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.envelope.EventFactory;
import io.eventtopology.patterns.environment.ServiceEnvironment;
import io.eventtopology.patterns.outbox.Outbox;
import io.eventtopology.patterns.publish.EventKey;
import io.eventtopology.patterns.schema.SchemaCheck;
import io.eventtopology.patterns.trace.TraceContext;
import io.eventtopology.tools.dapr.DaprSidecar;
import io.eventtopology.tools.database.Database;
import io.eventtopology.tools.database.PostgresServer;
import io.eventtopology.tools.kafka.KafkaBroker;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** A broker, a database and a sidecar, for all benchmarks of one run. */
final class Shop implements AutoCloseable {
    static final String TYPE = "todos.task.created";
    /** Topic that a sidecar delivers to {@link #ROUTE}; not that of the other benchmarks, or it would work along with them. */
    static final String DELIVERED = "todos.task.delivered";

    static final String ROUTE = "/events/todo-created";

    private static final List<String> TABLES = List.of("V1_0_0__outbox", "V1_0_1__inbox");
    private static final int PARTITIONS = 6;

    private final KafkaBroker broker;
    private final PostgresServer server;
    private final AgroalDataSource database;
    private final Path folder;
    private final DaprSidecar sidecar;
    private final EventFactory events = new EventFactory(URI.create("/todos/api"), Clock.systemUTC());
    private final Outbox outbox = new Outbox(
            new EventKey(Map.of(TYPE, "data.todoId", DELIVERED, "data.todoId")),
            new SchemaCheck(Map.of()),
            TraceContext.Source.NONE);

    Shop(Path folder) throws Exception {
        this.folder = folder;
        broker = KafkaBroker.plain();
        createTopics();
        server = PostgresServer.create();
        database = pool(server.createDatabase("todo"));
        for (String table : TABLES) {
            execute(read("/db/event-patterns/" + table + ".sql"));
        }
        execute("CREATE TABLE effect (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, todo text NOT NULL)");
        sidecar = DaprSidecar.of("todo", folder.resolve("todo"))
                .resources(resources("todo", ""))
                .start();
    }

    /** A sidecar of another app, to which it delivers {@link #DELIVERED}, in bulk or one by one; its log is in the benchmark's folder. */
    DaprSidecar consumer(int appPort, boolean bulk) throws IOException {
        return DaprSidecar.of("notify", folder.resolve("notify"))
                .appPort(appPort)
                .resources(resources("notify", """
                        ---
                        apiVersion: dapr.io/v2alpha1
                        kind: Subscription
                        metadata: {name: delivered}
                        spec:
                          pubsubname: pubsub
                          topic: %s
                          routes: {default: %s}
                          bulkSubscribe: {enabled: %s, maxMessagesCount: 500, maxAwaitDurationMs: 20}
                        """.formatted(DELIVERED, ROUTE, bulk)))
                .start();
    }

    private Path resources(String app, String further) throws IOException {
        Path resources = Files.createDirectories(folder.resolve(app).resolve("resources"));
        Files.writeString(resources.resolve("resources.yaml"), """
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata: {name: pubsub}
                spec:
                  type: pubsub.kafka
                  version: v1
                  metadata:
                    - {name: brokers, value: "%s"}
                    - {name: authType, value: none}
                    - {name: consumerGroup, value: %s}
                    - {name: initialOffset, value: oldest}
                """.formatted(broker.bootstrapServers(), app) + further);
        return resources;
    }

    private static AgroalDataSource pool(Database database) throws SQLException {
        return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(12)
                        .connectionFactoryConfiguration(factory -> factory.jdbcUrl(database.jdbcUrl())
                                .principal(new NamePrincipal(database.user()))
                                .credential(new SimplePassword(database.password())))));
    }

    KafkaBroker broker() {
        return broker;
    }

    AgroalDataSource database() {
        return database;
    }

    Outbox outbox() {
        return outbox;
    }

    ServiceEnvironment environment() {
        return ServiceEnvironment.of(Map.of(
                "APP_ID",
                "todo",
                "PUBSUB_NAME",
                "pubsub",
                "DAPR_HTTP_PORT",
                sidecar.baseUrl().substring(sidecar.baseUrl().lastIndexOf(':') + 1),
                "EVENT_KEYS",
                "{\"%s\":\"data.todoId\",\"%s\":\"data.todoId\"}".formatted(TYPE, DELIVERED)));
    }

    /** An event of the seed's size; {@code at} travels with it, in nanoseconds of this JVM. */
    CloudEvent event(String todo, long at) {
        return event(TYPE, todo, at);
    }

    /** The same of a type, which is its topic. */
    CloudEvent event(String type, String todo, long at) {
        return events.create(
                type,
                todo,
                Map.of("todoId", todo, "userId", "456", "title", "Buy groceries for the weekend", "at", at));
    }

    /** Fills the outbox with events of a type, and does nothing else. */
    void fill(String type, int count) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < count; i++) {
                outbox.append(connection, event(type, "todo-" + System.nanoTime(), 0));
                if (i % 200 == 199) {
                    connection.commit();
                }
            }
            connection.commit();
        }
        execute("VACUUM (ANALYZE) outbox");
    }

    /** Events in the outbox. */
    long waiting() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM outbox")) {
            row.next();
            return row.getLong(1);
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void createTopics() throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(broker.adminProperties())) {
            admin.createTopics(List.of(
                            new NewTopic(TYPE, PARTITIONS, (short) 1), new NewTopic(DELIVERED, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static String read(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(Outbox.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        sidecar.close();
        database.close();
        server.close();
        broker.close();
    }
}
