package io.eventtopology.operator.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.crds.Condition;
import io.eventtopology.operator.OperatorRuntime;
import io.eventtopology.operator.harness.AdvancedClock;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.operator.watch.ResourceKind;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A namespace with a topology, services and an operator that looks at them every second and whose clock is the test's. There is no
 * kubelet: the test makes pods out of the Deployments' templates and writes where they answer.
 */
final class Shop implements AutoCloseable {
    /** Longer than any grace. */
    static final Duration GRACE = Duration.ofSeconds(61);

    private final OperatorHarness harness;
    private final String namespace;
    private final AdvancedClock clock = new AdvancedClock();
    private OperatorRuntime operator;
    private String settings;

    private Shop(OperatorHarness harness, String namespace, String settings) {
        this.harness = harness;
        this.namespace = harness.createNamespace(namespace);
        this.settings = settings;
        this.operator = startOperator();
    }

    /** A shop whose operator has these further settings, in YAML. */
    static Shop open(OperatorHarness harness, String namespace, String settings) {
        return new Shop(harness, namespace, settings);
    }

    static Shop open(OperatorHarness harness, String namespace) {
        return open(harness, namespace, "deliveryVerification: {enabled: true, interval: PT1S}");
    }

    private OperatorRuntime startOperator() {
        return harness.startOperator(
                "watchNamespaces: [" + namespace + "]\n" + settings + "\n", harness.operatorConfig(), clock);
    }

    void restartOperator() {
        harness.stop(operator);
        operator = startOperator();
    }

    OperatorRuntime operator() {
        return operator;
    }

    void pass(Duration time) {
        clock.advance(time);
    }

    /** A topology of two events on this broker (YAML). */
    void declareTopology(String broker) {
        harness.apply("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: todos, namespace: %s}
                spec:
                  broker: %s
                  events: [{type: %1$s.task.created}, {type: %1$s.task.completed}]
                """.formatted(namespace, broker));
    }

    /** A service that consumes both events, with further members of spec (YAML, one line each). */
    void declareService(String name, String... members) {
        harness.apply("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: %s, namespace: %s}
                spec:
                  topologyRef: {name: todos}
                  subscribes:
                    - {event: %2$s.task.created, route: /events/created, match: 'event.data.priority == "high"'}
                    - {event: %2$s.task.completed, route: /events/completed, bulk: {maxMessages: 10}}
                  %3$s
                """.formatted(name, namespace, String.join("\n  ", members)));
    }

    /** A Deployment's pod, as the injector would leave it or, without sidecar, as it leaves it while it is down. */
    Pod runPod(String service, String name, boolean sidecar, String address) {
        return runPod(template(service), name, sidecar, address);
    }

    private PodTemplateSpec template(String service) {
        return await("Deployment " + service)
                .atMost(OperatorHarness.PATIENCE)
                .until(
                        () -> harness.admin()
                                .apps()
                                .deployments()
                                .inNamespace(namespace)
                                .withName(service)
                                .get(),
                        found -> found != null)
                .getSpec()
                .getTemplate();
    }

    /** A pod of a Deployment that is about to start, with its sidecar. */
    Pod createPod(String service, String name) {
        return createPod(template(service), name, true);
    }

    /** A pod of a Deployment of somebody else. */
    Pod runForeignPod(String appId, String name, boolean sidecar, String address) {
        harness.apply("""
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: default, namespace: %s}
                """.formatted(namespace));
        return runPod(Serialization.unmarshal("""
                        metadata:
                          labels: {app: %s}
                          annotations: {dapr.io/enabled: "true", dapr.io/app-id: %1$s}
                        spec:
                          containers: [{name: app, image: example/app}]
                        """.formatted(appId), PodTemplateSpec.class), name, sidecar, address);
    }

    private Pod createPod(PodTemplateSpec template, String name, boolean sidecar) {
        ObjectMeta metadata = template.getMetadata();
        PodBuilder pod = new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withLabels(metadata.getLabels())
                .withAnnotations(metadata.getAnnotations())
                .addNewOwnerReference()
                .withApiVersion("apps/v1")
                .withKind("ReplicaSet")
                .withName(name + "-set")
                .withUid(name)
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withSpec(template.getSpec());
        if (sidecar) {
            pod.editSpec()
                    .addToContainers(new ContainerBuilder()
                            .withName("daprd")
                            .withImage("daprio/daprd")
                            .build())
                    .endSpec();
        }
        return harness.admin().resource(pod.build()).create();
    }

    private Pod runPod(PodTemplateSpec template, String name, boolean sidecar, String address) {
        return harness.admin()
                .resource(new PodBuilder(createPod(template, name, sidecar))
                        .withNewStatus()
                        .withPhase("Running")
                        .withPodIP(address)
                        .addNewPodIP(address)
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build())
                .updateStatus();
    }

    Optional<Pod> pod(String name) {
        return Optional.ofNullable(
                harness.admin().pods().inNamespace(namespace).withName(name).get());
    }

    void deletePod(String name) {
        harness.admin()
                .pods()
                .inNamespace(namespace)
                .withName(name)
                .withGracePeriod(0)
                .delete();
    }

    void awaitEvicted(String name) {
        await("Pod " + name + " is evicted")
                .atMost(OperatorHarness.PATIENCE)
                .until(() -> pod(name).isEmpty());
    }

    /** Writes the Dapr objects of the namespace into a folder, as a sidecar of standalone mode reads them. */
    void writeDaprObjects(Path folder, ResourceKind... kinds) {
        try {
            Files.createDirectories(folder);
            for (ResourceKind kind : kinds) {
                for (GenericKubernetesResource object : harness.admin()
                        .genericKubernetesResources(kind.context())
                        .inNamespace(namespace)
                        .list()
                        .getItems()) {
                    Files.writeString(
                            folder.resolve(
                                    kind.plural() + "-" + object.getMetadata().getName() + ".yaml"),
                            Serialization.asYaml(object));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<Condition> condition(String service, String type) {
        return harness.serviceCondition(namespace, service, type);
    }

    /** Waits until a condition has this status and reason; returns its message. */
    String awaitCondition(String service, String type, String status, String reason) {
        return await(type + " of " + service + " is " + status + " " + reason)
                .atMost(OperatorHarness.PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> condition(service, type),
                        found -> found.filter(condition -> condition.status().equals(status)
                                        && condition.reason().equals(reason))
                                .isPresent())
                .orElseThrow()
                .message();
    }

    String awaitDelivery(String service, String status, String reason) {
        return awaitCondition(service, "DeliveryVerified", status, reason);
    }

    /** Holds for the given time that DeliveryVerified has this status. */
    void delivers(String service, String status, Duration during) {
        await().during(during)
                .atMost(during.plusSeconds(10))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(condition(service, "DeliveryVerified"))
                        .hasValueSatisfying(condition -> assertThat(condition.status())
                                .as("%s", condition)
                                .isEqualTo(status)));
    }

    /** Holds for the given time that nobody writes the service. */
    void staysAt(String service, String version, Duration during) {
        await().during(during)
                .atMost(during.plusSeconds(10))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(versionOf(service))
                        .as("%s", harness.service(namespace, service))
                        .isEqualTo(version));
    }

    String versionOf(String service) {
        return harness.service(namespace, service).getMetadata().getResourceVersion();
    }

    List<String> events(String reason) {
        return harness.admin().v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> event.getReason().equals(reason))
                .map(Event::getMessage)
                .toList();
    }

    String namespace() {
        return namespace;
    }

    @Override
    public void close() {
        harness.stop(operator);
    }
}
