package io.eventtopology.operator.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.crds.Condition;
import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.TopicStatus;
import io.eventtopology.operator.harness.OperatorHarness;
import io.fabric8.kubernetes.api.model.Event;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A namespace with one topology, {@code todos}, and what a person sees of it with kubectl. */
final class Shop {
    static final String TOPOLOGY = "todos";

    private final OperatorHarness harness;
    private final String namespace;

    Shop(OperatorHarness harness, String namespace) {
        this.harness = harness;
        this.namespace = harness.createNamespace(namespace);
    }

    String namespace() {
        return namespace;
    }

    /** Applies the topology with these members of spec and these events, in YAML. */
    void declare(String spec, String... events) {
        harness.apply("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: todos, namespace: %s}
                spec: {%s, events: [%s]}
                """.formatted(namespace, spec, String.join(", ", events)));
    }

    /** Applies a service that only wires an existing Deployment and consumes the event. */
    void subscribe(String service, String event) {
        harness.apply("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: %s, namespace: %s}
                spec:
                  topologyRef: {name: todos}
                  appId: %1$s
                  subscribes: [{event: %s, route: /events}]
                """.formatted(service, namespace, event));
    }

    void awaitReady() {
        harness.awaitTopologyReady(namespace, TOPOLOGY);
    }

    void awaitServiceReady(String service) {
        harness.awaitServiceReady(namespace, service);
    }

    /** Waits until a condition of the topology has this status and reason; returns its message. */
    String awaitCondition(String type, String status, String reason) {
        return awaitThat(
                type + " of topology " + namespace,
                () -> harness.topologyCondition(namespace, TOPOLOGY, type),
                status,
                reason,
                () -> String.valueOf(harness.topology(namespace, TOPOLOGY)));
    }

    /** The same of a service. */
    String awaitServiceCondition(String service, String type, String status, String reason) {
        return awaitThat(
                type + " of service " + service,
                () -> harness.serviceCondition(namespace, service, type),
                status,
                reason,
                () -> String.valueOf(harness.service(namespace, service)));
    }

    private static String awaitThat(
            String what,
            Supplier<Optional<Condition>> condition,
            String status,
            String reason,
            Supplier<String> picture) {
        Condition found = await(what + " is " + status + " " + reason)
                .atMost(OperatorHarness.PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        condition::get,
                        c -> c.filter(now -> now.status().equals(status)
                                        && now.reason().equals(reason))
                                .isPresent())
                .orElseThrow();
        assertThat(found.message()).as(picture.get()).isNotNull();
        return found.message();
    }

    /** Topics in the status of the topology. */
    List<TopicStatus> topics() {
        EventTopology topology = harness.topology(namespace, TOPOLOGY);
        return topology == null || topology.getStatus() == null
                ? List.of()
                : topology.getStatus().topics();
    }

    /** Recorded id of a topic; empty when none is recorded. */
    Optional<String> recordedId(String topic) {
        return topics().stream().filter(t -> t.name().equals(topic)).findFirst().map(TopicStatus::topicId);
    }

    /** Messages of the Kubernetes Events with that reason about a resource of that name. */
    List<String> events(String resource, String reason) {
        return harness.admin().v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getName().equals(resource)
                        && event.getReason().equals(reason))
                .map(Event::getMessage)
                .toList();
    }

    /** Waits for an Event about a resource with that reason and these words. */
    void awaitEvent(String resource, String reason, String... words) {
        await("Event " + reason + " with " + List.of(words))
                .atMost(OperatorHarness.PATIENCE)
                .untilAsserted(() -> assertThat(events(resource, reason))
                        .anySatisfy(message -> assertThat(message).contains(words)));
    }

    /** Deletes the topology and does not wait. */
    void delete() {
        harness.admin()
                .resources(EventTopology.class)
                .inNamespace(namespace)
                .withName(TOPOLOGY)
                .delete();
    }

    /** Deletes a service and waits until it is gone. */
    void deleteService(String service) {
        harness.admin()
                .resources(EventService.class)
                .inNamespace(namespace)
                .withName(service)
                .delete();
        await("service is gone")
                .atMost(OperatorHarness.PATIENCE)
                .until(() -> harness.service(namespace, service) == null);
    }

    /** Waits until the topology is gone. */
    void awaitGone() {
        await("topology is gone")
                .atMost(OperatorHarness.PATIENCE)
                .until(() -> harness.topology(namespace, TOPOLOGY) == null);
    }
}
