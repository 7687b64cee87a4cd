package io.eventtopology.e2e;

import io.eventtopology.planner.model.Preset;
import io.eventtopology.tools.database.Database;
import io.eventtopology.tools.database.PostgresServer;
import io.fabric8.kubernetes.api.model.Secret;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A PostgreSQL server with a database for each service. */
final class Databases implements AutoCloseable {
    private final PostgresServer server = PostgresServer.create();
    private final Map<String, Database> databases = new HashMap<>();

    /** Creates the database of a service, and gives the Secret that the operator's Deployment refers to by default. */
    Secret create(String namespace, String service) {
        Database database = server.createDatabase(service);
        databases.put(service, database);
        return database.secret(namespace, Preset.databaseSecretOf(service));
    }

    /** The first column of a query. */
    List<String> query(String service, String sql) {
        Database database = Objects.requireNonNull(databases.get(service), service);
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException("In the database of " + service + ": " + sql, e);
        }
    }

    /** The one number that a query gives. */
    long number(String service, String sql) {
        return Long.parseLong(query(service, sql).getFirst());
    }

    @Override
    public void close() {
        server.close();
    }
}
