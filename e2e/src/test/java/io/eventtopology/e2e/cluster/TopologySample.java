package io.eventtopology.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A topology that needs no broker and no pods. */
final class TopologySample {
    private TopologySample() {}

    static void apply(String namespace, String name) {
        try {
            Path file = Files.writeString(
                    Path.of("target", "sample.yaml").toAbsolutePath(), """
                    apiVersion: eventtopology.io/v1beta1
                    kind: EventTopology
                    metadata: {name: %s, namespace: %s}
                    spec:
                      broker: {inMemory: {}}
                      events: [{type: todos.task.created}]
                    """.formatted(name, namespace));
            ClusterUnderTest.current().kubectl("apply", "--server-side", "-f", file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
