package io.eventtopology.e2e.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The operator as helm installs it. One release with these values serves all tests that do not say otherwise. */
final class Release {
    /** Namespace of the operator. */
    static final String NAMESPACE = "event-topology-system";

    static final String NAME = "event-topology-operator";
    private static final Path CHART = ClusterUnderTest.ROOT.resolve("helm-chart/event-topology-operator");

    private final ClusterUnderTest cluster = ClusterUnderTest.current();

    /** Installs it, or brings it to these values, and waits until it is ready. */
    void upgrade(String... settings) {
        upgradeWith("", settings);
    }

    /** The same with further values, YAML. */
    void upgradeWith(String furtherValues, String... settings) {
        List<String> command = new ArrayList<>(List.of(
                "upgrade",
                "--install",
                NAME,
                CHART.toString(),
                "-n",
                NAMESPACE,
                "--create-namespace",
                "--wait",
                "--timeout",
                "3m",
                "-f",
                values(furtherValues).toString()));
        Stream.of(settings).forEach(setting -> command.addAll(List.of("--set", setting)));
        cluster.helm(command.toArray(String[]::new));
    }

    /** Installs it if it is not there; a release that another test left is taken as it is. */
    void ensureInstalled() {
        if (cluster.attempt(Duration.ofSeconds(30), "helm", "status", NAME, "-n", NAMESPACE)
                        .exit()
                != 0) {
            upgrade();
        }
    }

    /** The operator's pods. */
    List<Pod> pods() {
        return cluster.client()
                .pods()
                .inNamespace(NAMESPACE)
                .withLabel("app.kubernetes.io/name", NAME)
                .list()
                .getItems();
    }

    /** Name of the pod that holds the Lease, whether it still lives or not; empty if nobody does. */
    String leader() {
        String holder = cluster.client()
                .leases()
                .inNamespace(NAMESPACE)
                .withName(NAME)
                .require()
                .getSpec()
                .getHolderIdentity();
        // What follows the pod's name tells replicas on one host apart.
        return holder == null ? "" : holder.replaceFirst("_.*", "");
    }

    /** Takes it away, and waits until its pods are gone. */
    void uninstall() {
        cluster.helm("uninstall", NAME, "-n", NAMESPACE, "--wait", "--ignore-not-found");
    }

    private Path values(String further) {
        ClusterOptions options = cluster.options();
        try {
            return Files.writeString(
                    Files.createDirectories(Path.of("target").toAbsolutePath()).resolve("values.yaml"),
                    """
                    images: {repository: "%s", tag: "%s"}
                    kafka:
                      clusters:
                        - name: my-cluster
                          provisioner: Direct
                          bootstrapServers: {none: "%s"}
                    %s
                    """.formatted(options.repository(), options.tag(), options.kafka(), further));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
