package io.eventtopology.operator.faults;

import io.eventtopology.operator.harness.OperatorHarness;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import org.jspecify.annotations.Nullable;

/** A namespace with a topology on Redis and a wired service in it: many children, no broker and no pods needed. */
record Shop(OperatorHarness harness, String namespace) {
    static Shop in(OperatorHarness harness, String namespace) {
        return new Shop(harness, harness.createNamespace(namespace));
    }

    /** The topology "todos". */
    Shop withTopology() {
        harness.apply("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: todos, namespace: %s}
                spec:
                  broker: {redis: {host: "redis.infra.svc:6379"}}
                  events: [{type: todos.task.created}, {type: todos.task.completed}]
                """.formatted(namespace));
        return this;
    }

    /** A service that subscribes to these events. */
    Shop withService(String name, String... events) {
        StringBuilder subscriptions = new StringBuilder();
        for (String event : events) {
            subscriptions.append("{event: %s, route: /%s}, ".formatted(event, event.replace('.', '-')));
        }
        harness.apply("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: %s, namespace: %s}
                spec:
                  topologyRef: {name: todos}
                  appId: %s
                  subscribes: [%s]
                """.formatted(name, namespace, name, subscriptions));
        return this;
    }

    /** Topology and service "mailer", which is Ready when this returns. */
    Shop ready() {
        withTopology().withService("mailer", "todos.task.created", "todos.task.completed");
        harness.awaitTopologyReady(namespace, "todos");
        harness.awaitServiceReady(namespace, "mailer");
        return this;
    }

    /** The Dapr component of a service; null when there is none. */
    @Nullable
    GenericKubernetesResource component(String service) {
        return harness.admin()
                .genericKubernetesResources("dapr.io/v1alpha1", "Component")
                .inNamespace(namespace)
                .withName("todos-" + service)
                .get();
    }

    void deleteComponent(String service) {
        harness.admin()
                .genericKubernetesResources("dapr.io/v1alpha1", "Component")
                .inNamespace(namespace)
                .withName("todos-" + service)
                .delete();
    }

    /** How many Dapr subscriptions there are. */
    int subscriptions() {
        return harness.admin()
                .genericKubernetesResources("dapr.io/v2alpha1", "Subscription")
                .inNamespace(namespace)
                .list()
                .getItems()
                .size();
    }
}
