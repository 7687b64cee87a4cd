package io.eventtopology.operator;

import io.eventtopology.crds.Condition;
import io.eventtopology.crds.EventTopology;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Proves that an installed operator reconciles: makes an EventTopology that needs no broker, waits until it is Ready, deletes it
 * and waits until it is gone. Ends with 0, or with 1 and what is wrong. Environment: {@code CHECK_NAMESPACE} and {@code CHECK_NAME}
 * name the topology, {@code CHECK_SECONDS} is how long each step may take.
 */
public final class ReconcileCheck {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Resource<EventTopology> topology;
    private final String subject;
    private final Duration patience;

    private ReconcileCheck(KubernetesClient client, String namespace, String name, Duration patience) {
        this.topology =
                client.resources(EventTopology.class).inNamespace(namespace).withName(name);
        this.subject = "EventTopology " + namespace + "/" + name;
        this.patience = patience;
    }

    /** Runs the check with the pod's own service account. */
    public static void main(String[] args) {
        try (KubernetesClient client = new KubernetesClientBuilder().build()) {
            String namespace = System.getenv("CHECK_NAMESPACE");
            String name = System.getenv("CHECK_NAME");
            String seconds = System.getenv().getOrDefault("CHECK_SECONDS", "60");
            if (namespace == null || name == null) {
                System.err.println("CHECK_NAMESPACE and CHECK_NAME must name the EventTopology that is made");
                System.exit(1);
                return;
            }
            Optional<String> problem = run(client, namespace, name, Duration.ofSeconds(Long.parseLong(seconds)));
            if (problem.isPresent()) {
                System.err.println(problem.get());
                System.exit(1);
            }
            System.out.println("The operator reconciles: EventTopology " + namespace + "/" + name
                    + " became Ready and was deleted");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            System.exit(1);
        }
    }

    /**
     * Runs the check.
     *
     * @param patience how long to become Ready may take, and to be gone again
     * @return what is wrong; empty when the operator reconciles
     */
    public static Optional<String> run(KubernetesClient client, String namespace, String name, Duration patience)
            throws InterruptedException {
        ReconcileCheck check = new ReconcileCheck(client, namespace, name, patience);
        try {
            // What a check that was killed has left.
            check.topology.delete();
            Optional<String> remains = check.awaitGone();
            if (remains.isPresent()) {
                return remains;
            }
            client.resource(declaration(namespace, name)).create();
            Optional<String> notReady = check.awaitReady();
            check.topology.delete();
            return notReady.isPresent() ? notReady : check.awaitGone();
        } catch (KubernetesClientException e) {
            return Optional.of(check.subject + " cannot be made, read or deleted: " + e.getMessage());
        }
    }

    private static EventTopology declaration(String namespace, String name) {
        return Serialization.unmarshal("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: "%s", namespace: "%s"}
                spec:
                  broker: {inMemory: {}}
                  events: [{type: checks.operator.reconciled}]
                """.formatted(name, namespace), EventTopology.class);
    }

    private Optional<String> awaitReady() throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        List<Condition> conditions = List.of();
        while (System.nanoTime() < end) {
            EventTopology seen = topology.get();
            if (seen == null) {
                return Optional.of(subject + " was deleted by somebody else");
            }
            conditions = seen.getStatus() == null ? List.of() : seen.getStatus().conditions();
            if (conditions.stream()
                    .anyMatch(c -> c.type().equals("Ready") && c.status().equals("True"))) {
                return Optional.empty();
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        }
        return Optional.of(
                conditions.isEmpty()
                        ? subject + " has no status after " + patience.toSeconds()
                                + " s: no operator watches its namespace, or none leads. Look at the operator's pods"
                                + " and their log"
                        : subject + " is not Ready after " + patience.toSeconds() + " s: "
                                + conditions.stream()
                                        .filter(c -> !c.message().isEmpty())
                                        .map(c -> c.type() + "=" + c.status() + " " + c.reason() + ", " + c.message())
                                        .collect(Collectors.joining("; ")));
    }

    private Optional<String> awaitGone() throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end) {
            if (topology.get() == null) {
                return Optional.empty();
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        }
        return Optional.of(subject + " is still there " + patience.toSeconds()
                + " s after its deletion: the operator does not release its finalizer. Look at the operator's pods and"
                + " their log");
    }
}
