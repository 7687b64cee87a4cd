package io.eventtopology.e2e;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A PostgreSQL server with a database for each service, and the Secrets by which the services find them. */
final class Databases implements AutoCloseable {
    private static final String USER = "postgres";

    private final EmbeddedPostgres server;

    private Databases(EmbeddedPostgres server) {
        this.server = server;
    }

    static Databases start() {
        try {
            return new Databases(EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "300")
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not start", e);
        }
    }

    /** Creates the database of a service, and gives the Secret that the operator's Deployment refers to by default. */
    Secret create(String namespace, String service) {
        run("postgres", "CREATE DATABASE \"" + service + '"');
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(service + "-database")
                .endMetadata()
                .withStringData(Map.of("url", url(service), "username", USER, "password", USER))
                .build();
    }

    /** The first column of a query. */
    List<String> query(String service, String sql) {
        try (Connection connection = server.getDatabase(USER, service).getConnection();
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

    private void run(String database, String sql) {
        try (Connection connection = server.getDatabase(USER, database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private String url(String service) {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/" + service;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not stop", e);
        }
    }
}
