package io.eventtopology.e2e.cluster;

/** A topology that needs no broker and no pods. */
final class TopologySample {
    private TopologySample() {}

    static void apply(String namespace, String name) {
        ClusterUnderTest.current().apply("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: %s, namespace: %s}
                spec:
                  broker: {inMemory: {}}
                  events: [{type: todos.task.created}]
                """.formatted(name, namespace));
    }
}
