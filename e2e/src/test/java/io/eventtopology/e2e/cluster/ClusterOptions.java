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
 * @param git a Git server that Argo CD, which is in the cluster, can read from
 * @param brokerStop shell command that makes the broker go away; empty if nobody knows one
 * @param brokerStart shell command that brings it back
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
        Optional<GitServer> git,
        String brokerStop,
        String brokerStart,
        boolean full) {
    /**
     * Bare Git repositories that Argo CD can read.
     *
     * @param folder where they lie, for this process
     * @param url how Argo CD reads the folder
     */
    record GitServer(Path folder, String url) {}

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
                optional("audit-log").map(Path::of),
                optional("git-folder").map(folder -> new GitServer(Path.of(folder), required("git-url"))),
                System.getProperty("cluster.broker-stop", ""),
                System.getProperty("cluster.broker-start", ""),
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

    private static Optional<String> optional(String option) {
        return Optional.ofNullable(System.getProperty("cluster." + option)).filter(value -> !value.isEmpty());
    }
}
