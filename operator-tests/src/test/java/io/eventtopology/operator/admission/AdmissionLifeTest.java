package io.eventtopology.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eventtopology.operator.OperatorRuntime;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.tools.crd.ThirdPartyCrds;
import io.eventtopology.tools.port.FreePorts;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The webhook as part of running operators, with the controllers that delete namespaces. */
class AdmissionLifeTest {
    private static final String CLUSTER = """
            kafka: {clusters: [{name: my-cluster, provisioner: Direct, bootstrapServers: {none: "127.0.0.1:1"}}]}
            """;

    private static OperatorHarness harness;

    private final List<OperatorRuntime> operators = new ArrayList<>();

    @BeforeAll
    static void startPlane() {
        harness = OperatorHarness.start(builder -> builder.controllerManager(true)
                .crds(Stream.concat(OperatorHarness.ownCrds().stream(), ThirdPartyCrds.ofThisMachine().all().stream())
                        .toList()));
    }

    @AfterAll
    static void stopPlane() {
        harness.close();
    }

    @AfterEach
    void stopOperators() {
        Webhook.resource(harness).delete();
        operators.forEach(harness::stop);
    }

    @Test
    void namespacesWithTheExamplesAreDeletedAlthoughTheWebhookMustBeAsked() throws IOException {
        Webhook webhook = Webhook.register(harness, "Fail");
        OperatorRuntime operator = start(webhook.configuration() + CLUSTER);
        webhook.awaitAskedBy(operator);
        Path examples = Path.of("").toAbsolutePath().resolveSibling("examples");
        for (String example : List.of("todo", "checkout-saga")) {
            for (String file : List.of("namespace.yaml", "topology.yaml")) {
                harness.apply(Files.readString(examples.resolve(example).resolve(file)));
            }
        }
        await("bundled services pass the webhook")
                .atMost(OperatorHarness.PATIENCE)
                .until(() -> harness.service("shop", "analytics") != null
                        && harness.service("checkout", "shipping") != null);

        Instant start = Instant.now();
        for (String namespace : List.of("shop", "checkout")) {
            harness.admin().namespaces().withName(namespace).delete();
        }
        await("the namespaces are gone")
                .atMost(Duration.ofSeconds(60))
                .until(() -> Stream.of("shop", "checkout")
                        .allMatch(namespace ->
                                harness.admin().namespaces().withName(namespace).get() == null));
        System.out.printf(
                "Namespaces with the examples and the webhook gone after %d ms%n",
                Duration.between(start, Instant.now()).toMillis());
    }

    @Test
    void aStandbyServesToo() {
        Webhook webhook = Webhook.register(harness, "Fail");
        int standbyPort = FreePorts.findOne();
        OperatorRuntime leader = start("leaderElection: true\n" + webhook.configuration() + CLUSTER);
        webhook.awaitAskedBy(leader);
        OperatorRuntime standby = start("leaderElection: true\n" + Webhook.configuration(standbyPort) + CLUSTER);
        webhook.moveTo(standbyPort);
        webhook.awaitAskedBy(standby);
        harness.createNamespace("standby");

        harness.apply(topology("first", "standby"));
        await().atMost(OperatorHarness.PATIENCE)
                .until(() ->
                        standby.state().topologies().get("standby", "first").isPresent());
        assertThatThrownBy(() -> harness.apply(topology("second", "standby")))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("TopicClaimed");
    }

    @Test
    void withTheWebhookDownNothingIsHeldUpAndTheStatusSaysWhatIsWrong() {
        Webhook.register(harness, "Ignore");
        start(CLUSTER);
        harness.createNamespace("unguarded");
        harness.apply(topology("first", "unguarded"));
        sleepIntoTheNextSecond();
        harness.apply(topology("second", "unguarded"));

        await("the status tells").atMost(OperatorHarness.PATIENCE).untilAsserted(() -> {
            var status = harness.topology("unguarded", "second").getStatus();
            assertThat(status).isNotNull();
            assertThat(status.findings()).anyMatch(finding -> finding.code().equals("TopicClaimed"));
        });
        harness.admin().namespaces().withName("unguarded").delete();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> harness.admin().namespaces().withName("unguarded").get() == null);
    }

    /** Not ready means not called: a Service sends API servers only to pods that can answer. */
    @Test
    void readinessWaitsForTheCertificate(@TempDir Path folder) throws Exception {
        int http = FreePorts.findOne();
        start("httpPort: " + http + "\nadmission: {enabled: true, port: 0, certificates: " + folder + "}\n");
        assertThat(readiness(http)).isEqualTo(503);

        ServingCertificate certificate = new CertificateMint(List.of("localhost"), Duration.ofDays(1))
                .mint(Clock.systemUTC().instant())
                .certificate();
        Files.writeString(folder.resolve("tls.crt"), certificate.chainPem());
        Files.writeString(folder.resolve("tls.key"), certificate.keyPem());

        await("ready with a certificate").atMost(OperatorHarness.PATIENCE).until(() -> readiness(http) == 200);
        assertThat(TlsCaller.shownAt(operators.getFirst().admissionPort().orElseThrow()))
                .isEqualTo(certificate.certificate());
    }

    private OperatorRuntime start(String configuration) {
        OperatorRuntime operator = harness.startOperator(configuration);
        operators.add(operator);
        return operator;
    }

    private static int readiness(int port) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private static String topology(String name, String namespace) {
        return """
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: %s, namespace: %s}
                spec: {broker: {kafka: {cluster: my-cluster}}, events: [{type: %s.one.happened}]}
                """.formatted(name, namespace, namespace);
    }

    private static void sleepIntoTheNextSecond() {
        try {
            Thread.sleep(1100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
