package io.eventtopology.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.crds.Condition;
import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.operator.OperatorRuntime;
import io.eventtopology.operator.config.OperatorConfiguration;
import io.eventtopology.operator.connection.ApiConnection;
import io.eventtopology.tools.cluster.ControlPlane;
import io.eventtopology.tools.crd.ThirdPartyCrds;
import io.eventtopology.tools.kafka.KafkaBroker;
import io.eventtopology.tools.standin.StandInKubelet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example, applied as its README says, does what it is there to show: on a real API server and a real broker. */
class ExamplesBecomeReadyTest {
    private static final String SYSTEM = "event-topology-system";

    /** What an example shows that does not become Ready, and why. All else must. */
    private static final Map<String, String> REFUSED = Map.of(
            "EventService marketing/revenue-report", "TopologyNotAllowed",
            "EventTopology marketing/campaigns", "TopicClaimed");

    private static ControlPlane plane;
    private static KafkaBroker broker;
    private static StandInKubelet kubelet;
    private static ApiConnection connection;
    private static OperatorRuntime operator;

    @BeforeAll
    static void startEverything() throws Exception {
        List<Path> crds = new ArrayList<>(yaml(Path.of("../crds/manifests")));
        crds.addAll(ThirdPartyCrds.ofThisMachine().all());
        plane = ControlPlane.builder().controllerManager(true).crds(crds).start();
        broker = KafkaBroker.plain();
        kubelet = StandInKubelet.start(plane.client());
        assertThat(plane.kubectl("apply", "--server-side", "-f", "../operator/manifests/rbac.yaml")
                        .exit())
                .isZero();
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
                "examples",
                Clock.systemUTC(),
                () -> {});
    }

    @AfterAll
    static void stopEverything() {
        operator.close();
        connection.close();
        kubelet.close();
        broker.close();
        plane.close();
    }

    static List<Path> examples() {
        return ExampleDirectories.all();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theExampleBecomesWhatItShows(Path example) throws Exception {
        kubectl("apply", "--server-side", "-f", example.toString());
        try {
            await(example + " is what it shows")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> assertThat(unexpected()).isEmpty());
            assertThat(readiness()).isNotEmpty();
        } finally {
            kubectl("delete", "--wait=true", "-f", example.toString());
            forgetTopics();
        }
    }

    /** Topics are retained, and one example must not find those of another. */
    private static void forgetTopics() throws Exception {
        try (Admin admin = Admin.create(broker.adminProperties())) {
            admin.deleteTopics(admin.listTopics().names().get()).all().get();
        }
    }

    private static Map<String, Condition> unexpected() {
        Map<String, Condition> unexpected = new TreeMap<>();
        readiness().forEach((resource, ready) -> {
            String refused = REFUSED.get(resource);
            boolean asExpected = refused == null
                    ? ready.status().equals("True")
                    : ready.status().equals("False") && ready.reason().equals(refused);
            if (!asExpected) {
                unexpected.put(resource, ready);
            }
        });
        return unexpected;
    }

    private static Map<String, Condition> readiness() {
        Map<String, Condition> readiness = new TreeMap<>();
        for (EventTopology t : plane.client()
                .resources(EventTopology.class)
                .inAnyNamespace()
                .list()
                .getItems()) {
            readiness.put(
                    name(
                            "EventTopology",
                            t.getMetadata().getNamespace(),
                            t.getMetadata().getName()),
                    ready(t.getStatus() == null ? List.of() : t.getStatus().conditions()));
        }
        for (EventService s : plane.client()
                .resources(EventService.class)
                .inAnyNamespace()
                .list()
                .getItems()) {
            readiness.put(
                    name(
                            "EventService",
                            s.getMetadata().getNamespace(),
                            s.getMetadata().getName()),
                    ready(s.getStatus() == null ? List.of() : s.getStatus().conditions()));
        }
        return readiness;
    }

    private static String name(String kind, String namespace, String name) {
        return kind + " " + namespace + "/" + name;
    }

    private static Condition ready(List<Condition> conditions) {
        return conditions.stream()
                .filter(c -> c.type().equals("Ready"))
                .findFirst()
                .orElse(new Condition("Ready", "Unknown", null, "", "NotReported", ""));
    }

    private static void kubectl(String... arguments) {
        var result = plane.kubectl(arguments);
        assertThat(result.exit()).as("%s", result).isZero();
    }

    private static List<Path> yaml(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
        }
    }
}
