package io.eventtopology.e2e.cluster;

import io.eventtopology.planner.model.Preset;
import io.eventtopology.tools.database.Database;
import io.eventtopology.tools.secret.RandomPassword;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Databases of the services of one namespace, on the cluster's PostgreSQL. */
final class InClusterDatabases implements AutoCloseable {
    private final ClusterUnderTest cluster;
    private final String namespace;
    private final Map<String, Database> databases = new TreeMap<>();

    InClusterDatabases(ClusterUnderTest cluster, String namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
    }

    /** Takes the database of a service that runs already, by its Secret. */
    void take(String service) {
        Map<String, String> data = cluster.client()
                .secrets()
                .inNamespace(namespace)
                .withName(Preset.databaseSecretOf(service))
                .require()
                .getData();
        databases.put(
                service,
                new Database(
                        nameOf(service), decoded(data, "url"), decoded(data, "username"), decoded(data, "password")));
    }

    private static String decoded(Map<String, String> data, String key) {
        return new String(Base64.getDecoder().decode(data.get(key)), StandardCharsets.UTF_8);
    }

    /** Creates a database and the Secret by which the service finds it. */
    void create(String service) {
        String name = nameOf(service);
        Database database = new Database(
                name, "jdbc:postgresql://" + cluster.options().postgres() + "/" + name, name, RandomPassword.next());
        administer("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
        administer("DROP ROLE IF EXISTS " + name);
        administer("CREATE ROLE " + name + " LOGIN PASSWORD '" + database.password() + "'");
        administer("CREATE DATABASE " + name + " OWNER " + name);
        write(service, database);
    }

    /** Gives the user of a database another password, and tells Kubernetes. */
    void rotate(String service) {
        Database old = Objects.requireNonNull(databases.get(service), service);
        Database renewed = new Database(old.name(), old.jdbcUrl(), old.user(), RandomPassword.next());
        administer("ALTER ROLE " + old.user() + " PASSWORD '" + renewed.password() + "'");
        write(service, renewed);
    }

    private void write(String service, Database database) {
        databases.put(service, database);
        cluster.client()
                .resource(database.secret(namespace, Preset.databaseSecretOf(service)))
                .forceConflicts()
                .serverSideApply();
    }

    /** The one number that a query gives. */
    long number(String service, String sql) {
        Database database = Objects.requireNonNull(databases.get(service), service);
        try (Connection connection =
                        DriverManager.getConnection(fromHere(database.name()), database.user(), database.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException("In the database of " + service + ": " + sql, e);
        }
    }

    /** Ends all connections of a user, as a failover would. */
    void disconnect(String service) {
        administer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + nameOf(service) + "'");
    }

    private void administer(String sql) {
        ClusterOptions options = cluster.options();
        try (Connection connection = DriverManager.getConnection(
                        fromHere("postgres"), options.postgresUser(), options.postgresPassword());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL at " + options.postgresFromHere() + " refused", e);
        }
    }

    private String fromHere(String database) {
        return "jdbc:postgresql://" + cluster.options().postgresFromHere() + "/" + database;
    }

    private String nameOf(String service) {
        return (namespace + "_" + service).replace('-', '_').toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        for (String service : List.copyOf(databases.keySet())) {
            administer("DROP DATABASE IF EXISTS " + nameOf(service) + " WITH (FORCE)");
            administer("DROP ROLE IF EXISTS " + nameOf(service));
        }
    }
}
