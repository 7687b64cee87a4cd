package io.eventtopology.e2e.cluster;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the tests must know of the cluster, from system properties that {@code e2e/run} sets.
 *
 * @param repository prefix of the images' names
 * @param tag their tag
 * @param kafka bootstrap address of the broker for pods
 * @param kafkaFromHere bootstrap address of the same broker for this process
 * @param postgres host and port of PostgreSQL for pods
 * @param postgresFromHere host and port of the same server for this process
 * @param postgresUser a user that may create users and databases
 * @param postgresPassword its password
 * @param auditLog the API server's audit log, where this process can read it
 * @param full whether the tests run in full size
 */
record ClusterOptions(
        String repository,
        String tag,
        String kafka,
        String kafkaFromHere,
        String postgres,
        String postgresFromHere,
        String postgresUser,
        String postgresPassword,
        Optional<Path> auditLog,
        boolean full) {
    static ClusterOptions read() {
        return new ClusterOptions(
                required("repository"),
                required("tag"),
                required("kafka"),
                required("kafka-here"),
                required("postgres"),
                required("postgres-here"),
                required("postgres-user"),
                required("postgres-password"),
                Optional.ofNullable(System.getProperty("cluster.audit-log"))
                        .filter(file -> !file.isEmpty())
                        .map(Path::of),
                Boolean.getBoolean("full"));
    }

    private static String required(String option) {
        String value = System.getProperty("cluster." + option);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException(
                    "Option --" + option + " is missing: these tests are started by e2e/run, see e2e/run --help");
        }
        return value;
    }
}
