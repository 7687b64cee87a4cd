package io.eventtopology.gitops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.operator.OperatorRuntime;
import io.eventtopology.operator.config.OperatorConfiguration;
import io.eventtopology.operator.connection.ApiConnection;
import io.eventtopology.tools.cluster.ControlPlane;
import io.eventtopology.tools.crd.ThirdPartyCrds;
import io.eventtopology.tools.kafka.KafkaBroker;
import io.eventtopology.tools.standin.StandInKubelet;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The test data of the health scripts is what the real operator writes on a real API server, under our CRDs and Dapr's: no
 * resource in it is made up. {@code -Drecorded.write=true} writes the files anew.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RecordedResourcesTest {
    private static final String SYSTEM = "event-topology-system";
    private static final String OURS = "eventtopology.io";
    private static final String DAPR = "dapr.io";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static ControlPlane plane;
    private static KafkaBroker broker;
    private static StandInKubelet kubelet;
    private static ApiConnection connection;
    private static OperatorRuntime operator;

    @BeforeAll
    static void startWithoutPods() throws IOException {
        List<Path> crds = new ArrayList<>(yaml(Path.of("../crds/manifests")));
        crds.addAll(ThirdPartyCrds.ofThisMachine().all());
        plane = ControlPlane.builder().crds(crds).start();
        broker = KafkaBroker.plain();
        apply(Files.readString(Path.of("../operator/manifests/rbac.yaml")));
        connection = ApiConnection.of(
                plane.configWithToken(plane.createServiceAccountToken(SYSTEM, "event-topology-operator")));
        operator = OperatorRuntime.start(
                connection,
                OperatorConfiguration.parse("""
                        leaderElection: false
                        httpPort: 0
                        kafka:
                          clusters:
                            - {name: my-cluster, provisioner: Direct, bootstrapServers: {none: "%s"}}
                        """.formatted(broker.bootstrapServers())),
                SYSTEM,
                "recorder",
                Clock.systemUTC(),
                () -> {});
        apply("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop}
                ---
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: todos, namespace: shop}
                spec:
                  broker: {kafka: {cluster: my-cluster}}
                  events:
                    - {type: todos.task.created, partitions: 3}
                """);
        awaitReady("EventTopology", "todos");
        apply("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: early, namespace: shop}
                spec:
                  broker: {kafka: {cluster: not-there-yet}}
                  events: [{type: early.bird.sang}]
                ---
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: younger, namespace: shop}
                spec:
                  broker: {kafka: {cluster: my-cluster}}
                  events: [{type: todos.task.created}]
                ---
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: at-rest, namespace: shop}
                spec:
                  broker: {kafka: {cluster: my-cluster}}
                  events: [{type: rest.day.began}]
                  paused: true
                ---
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: reminders, namespace: shop}
                spec:
                  topologyRef: {name: todos}
                  image: registry.example.com/shop/reminders:1.0.0
                  subscribes: [{event: todos.task.created, route: /events/todo-created}]
                ---
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: mistaken, namespace: shop}
                spec:
                  topologyRef: {name: todos}
                  appId: mistaken
                  subscribes: [{event: todos.task.craeted, route: /events/todo-created}]
                ---
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: at-rest, namespace: shop}
                spec:
                  topologyRef: {name: todos}
                  appId: at-rest
                  subscribes: [{event: todos.task.created, route: /events/todo-created}]
                  paused: true
                """);
    }

    @AfterAll
    static void stop() {
        if (operator != null) {
            operator.close();
        }
        connection.close();
        if (kubelet != null) {
            kubelet.close();
        }
        broker.close();
        plane.close();
    }

    @Test
    @Order(1)
    void topologies() {
        isRecorded(OURS, "EventTopology", "todos", "healthy");
        isRecorded(OURS, "EventTopology", "early", "progressing");
        isRecorded(OURS, "EventTopology", "younger", "degraded");
        isRecorded(OURS, "EventTopology", "at-rest", "suspended");
    }

    @Test
    @Order(2)
    void services_whose_pods_do_not_run() {
        isRecorded(OURS, "EventService", "reminders", "progressing");
        isRecorded(OURS, "EventService", "mistaken", "degraded");
        isRecorded(OURS, "EventService", "at-rest", "suspended");
    }

    @Test
    @Order(3)
    void a_service_whose_pods_run() {
        kubelet = StandInKubelet.start(plane.client());

        isRecorded(OURS, "EventService", "reminders", "healthy");
    }

    @Test
    @Order(4)
    void objects_of_dapr() {
        isRecorded(DAPR, "Component", "todos-reminders", "healthy");
        isRecorded(DAPR, "Subscription", "reminders.todos.task.created", "healthy");
        isRecorded(DAPR, "Resiliency", "reminders", "healthy");
        isRecorded(DAPR, "Configuration", "reminders", "healthy");
        apply("""
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata: {name: typeless, namespace: shop}
                spec: {type: "", version: v1, metadata: []}
                ---
                apiVersion: dapr.io/v2alpha1
                kind: Subscription
                metadata: {name: routeless, namespace: shop}
                spec: {pubsubname: todos-reminders, topic: todos.task.created, routes: {}}
                """);
        isRecorded(DAPR, "Component", "typeless", "degraded");
        isRecorded(DAPR, "Subscription", "routeless", "degraded");
    }

    @Test
    @Order(5)
    void what_no_operator_has_seen() {
        operator.close();
        operator = null;
        apply("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: new, namespace: shop}
                spec:
                  broker: {kafka: {cluster: my-cluster}}
                  events: [{type: news.article.written}]
                ---
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: new, namespace: shop}
                spec:
                  topologyRef: {name: new}
                  appId: new
                  publishes: [{event: news.article.written}]
                ---
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: todos, namespace: shop}
                spec:
                  broker: {kafka: {cluster: my-cluster}}
                  events:
                    - {type: todos.task.created, partitions: 6}
                ---
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: reminders, namespace: shop}
                spec:
                  topologyRef: {name: todos}
                  image: registry.example.com/shop/reminders:1.1.0
                  subscribes: [{event: todos.task.created, route: /events/todo-created}]
                """);

        isRecorded(OURS, "EventTopology", "new", "progressing_noStatus");
        isRecorded(OURS, "EventService", "new", "progressing_noStatus");
        isRecorded(OURS, "EventTopology", "todos", "progressing_staleGeneration");
        isRecorded(OURS, "EventService", "reminders", "progressing_staleGeneration");
    }

    private static void isRecorded(String group, String kind, String name, String file) {
        String version = group.equals(OURS) ? "v1beta1" : kind.equals("Subscription") ? "v2alpha1" : "v1alpha1";
        Path recorded = HealthScript.of(group, kind).folder().resolve("testdata/" + file + ".yaml");
        if (Boolean.getBoolean("recorded.write")) {
            String word = file.replaceFirst("_.*", "");
            await(kind + " " + name + " is " + word)
                    .atMost(PATIENCE)
                    .during(Duration.ofSeconds(4))
                    .untilAsserted(() -> assertThat(HealthScript.of(group, kind)
                                    .of(now(group, kind, version, name).tree())
                                    .status())
                            .isEqualToIgnoringCase(word));
            now(group, kind, version, name).write(recorded);
        }
        await(kind + " " + name + " is as in " + recorded)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                Yaml.text(now(group, kind, version, name).tree()))
                        .as(
                                "after a change that is meant, run ./mvnw -pl gitops -am test -Dtest=RecordedResourcesTest"
                                        + " -Dsurefire.failIfNoSpecifiedTests=false -Drecorded.write=true and read the difference")
                        .isEqualTo(Files.readString(recorded)));
    }

    private static RecordedResource now(String group, String kind, String version, String name) {
        GenericKubernetesResource resource = plane.client()
                .genericKubernetesResources(group + "/" + version, kind)
                .inNamespace("shop")
                .withName(name)
                .get();
        assertThat(resource).as(kind + " " + name).isNotNull();
        return RecordedResource.of(resource, broker.bootstrapServers());
    }

    private static void awaitReady(String kind, String name) {
        await(kind + " " + name + " is Ready")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(HealthScript.of(OURS, kind)
                                .of(now(OURS, kind, "v1beta1", name).tree()))
                        .isEqualTo(new HealthStatus("Healthy", "All that was declared is in place")));
    }

    private static void apply(String yaml) {
        plane.client()
                .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .items()
                .forEach(object -> plane.client()
                        .resource(object)
                        .fieldManager("argocd-controller")
                        .forceConflicts()
                        .serverSideApply());
    }

    private static List<Path> yaml(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }
}
