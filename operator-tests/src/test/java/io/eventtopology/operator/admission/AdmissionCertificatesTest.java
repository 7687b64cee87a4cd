package io.eventtopology.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eventtopology.operator.OperatorRuntime;
import io.eventtopology.operator.config.OperatorConfiguration;
import io.eventtopology.operator.connection.ApiConnection;
import io.eventtopology.operator.harness.AdvancedClock;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.operator.metrics.OperatorMetrics;
import io.eventtopology.operator.watch.CachedCatalog;
import io.eventtopology.operator.watch.ClusterState;
import io.eventtopology.operator.watch.KafkaClusters;
import io.eventtopology.tools.port.FreePorts;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The operator's own certificates on a real API server. Replicas are webhooks that share the caches of one operator, and look every
 * fifth of a second instead of every ten: the API server itself checks each certificate by its own clock.
 */
class AdmissionCertificatesTest {
    private static final String SECRET = "event-topology-operator-admission";
    private static final CertificateTiming TIMING = new CertificateTiming(
            CertificateTiming.STANDARD.lifetime(),
            CertificateTiming.STANDARD.renewBefore(),
            CertificateTiming.STANDARD.settle(),
            Duration.ofMillis(200));

    private static OperatorHarness harness;
    private static OperatorRuntime operator;

    private final List<AdmissionWebhook> replicas = new ArrayList<>();
    private final ApiConnection connection = ApiConnection.of(harness.operatorConfig());

    @BeforeAll
    static void startOperator() {
        harness = OperatorHarness.start();
        operator = harness.startOperator("");
        harness.createNamespace("shop");
    }

    @AfterAll
    static void stopOperator() {
        harness.close();
    }

    @AfterEach
    void cleanUp() {
        Webhook.resource(harness).delete();
        replicas.forEach(AdmissionWebhook::close);
        connection.close();
        secrets().delete();
    }

    /**
     * The API server refuses what a webhook with failurePolicy Fail does not answer. It asks both replicas for every request, and
     * meets the old certificate, then the new one; it must trust each at every moment.
     */
    @Test
    void noRequestIsRefusedWhileTheCertificateIsRotated() throws Exception {
        Webhook webhook = Webhook.register(harness, "Fail");
        int second = FreePorts.findOne();
        addReplica(webhook, second);
        // Made 61 days ago: by the API server's clock it is valid for 29 more days, and the next one will be from now
        // on.
        AdvancedClock clock = new AdvancedClock();
        clock.advance(Duration.ofDays(-61));
        start(webhook.port(), clock);
        start(second, clock);
        awaitAnswers();
        X509Certificate old = TlsCaller.shownAt(webhook.port());
        assertThat(TlsCaller.shownAt(second)).as("both show the same").isEqualTo(old);

        Requests requests = new Requests();
        try (requests) {
            clock.advance(Duration.ofDays(61));
            patiently().until(() -> kept().next().isPresent());
            patiently().until(() -> authorities(webhook).size() == 2);
            Thread.sleep(1000);
            assertThat(TlsCaller.shownAt(webhook.port()))
                    .as("until it has settled")
                    .isEqualTo(old);
            clock.advance(Duration.ofMinutes(3));
            patiently()
                    .until(() -> !TlsCaller.shownAt(webhook.port()).equals(old)
                            && !TlsCaller.shownAt(second).equals(old));
            assertThat(TlsCaller.shownAt(second)).isEqualTo(TlsCaller.shownAt(webhook.port()));
            assertThat(kept().next()).isEmpty();
            // Makes the API server connect anew.
            touch();
            Thread.sleep(1500);
        }
        assertThat(requests.failures).isEmpty();
        assertThat(requests.answered.get()).as("requests that went on").isGreaterThan(50);
        assertThat(authorities(webhook))
                .as("the old authority is trusted until it is over")
                .hasSize(2);
        System.out.printf("Certificate rotated under %d requests, none refused%n", requests.answered.get());
    }

    @Test
    void replicasThatStartTogetherAgree() throws Exception {
        Webhook webhook = Webhook.register(harness, "Fail");
        List<Integer> ports = List.of(webhook.port(), FreePorts.findOne(), FreePorts.findOne());
        List<CompletableFuture<AdmissionWebhook>> starts = ports.stream()
                .map(port -> CompletableFuture.supplyAsync(() -> open(port, Clock.systemUTC())))
                .toList();
        starts.forEach(start -> replicas.add(start.join()));

        patiently().until(() -> replicas.stream().allMatch(AdmissionWebhook::hasCertificate));
        for (int port : ports) {
            assertThat(TlsCaller.shownAt(port)).isEqualTo(kept().current().certificate());
        }
        awaitAnswers();
        assertThat(authorities(webhook)).isEqualTo(kept().authorities());
    }

    @Test
    void nothingIsWrittenAtRestAndWhatSomebodyElseWroteIsMended() throws Exception {
        Webhook webhook = Webhook.register(harness, "Fail");
        start(webhook.port(), Clock.systemUTC());
        start(FreePorts.findOne(), Clock.systemUTC());
        awaitAnswers();
        String secret = stored().getMetadata().getResourceVersion();
        String configuration = webhook.stored().getMetadata().getResourceVersion();
        Thread.sleep(2000);
        assertThat(stored().getMetadata().getResourceVersion()).isEqualTo(secret);
        assertThat(webhook.stored().getMetadata().getResourceVersion()).isEqualTo(configuration);

        // As a chart that is applied by force would.
        Webhook.resource(harness)
                .patch(
                        PatchContext.of(PatchType.JSON),
                        "[{\"op\":\"remove\",\"path\":\"/webhooks/0/clientConfig/caBundle\"}]");
        awaitAnswers();
    }

    @Test
    void aSecretThatIsDeletedOrBrokenIsMadeAnew() throws Exception {
        Webhook webhook = Webhook.register(harness, "Fail");
        start(webhook.port(), Clock.systemUTC());
        awaitAnswers();
        X509Certificate first = TlsCaller.shownAt(webhook.port());

        secrets().delete();
        patiently().until(() -> !TlsCaller.shownAt(webhook.port()).equals(first));
        awaitAnswers();
        X509Certificate second = TlsCaller.shownAt(webhook.port());
        secrets().patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"tls.key\":\"Z2FyYmFnZQ==\"}}");
        patiently().until(() -> !TlsCaller.shownAt(webhook.port()).equals(second));
        awaitAnswers();
    }

    @Test
    void whileTheApiServerIsAwayTheWebhookWaitsAndServesWhenItIsBack() {
        Webhook webhook = Webhook.register(harness, "Fail");
        harness.plane().stopApiServer();
        try {
            start(webhook.port(), Clock.systemUTC());
            await().during(Duration.ofSeconds(1))
                    .until(() -> !replicas.getFirst().hasCertificate());
            assertThatThrownBy(() -> TlsCaller.shownAt(webhook.port())).isInstanceOf(IOException.class);
        } finally {
            harness.plane().startApiServer();
        }
        awaitAnswers();
        assertThat(replicas.getFirst().hasCertificate()).isTrue();
    }

    @Test
    void theOperatorMayChangeNoOtherWebhook() {
        harness.apply("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: somebody-elses}
                webhooks: []
                """);

        assertForbidden("somebody-elses");
        harness.admin()
                .admissionRegistration()
                .v1()
                .validatingWebhookConfigurations()
                .withName("somebody-elses")
                .delete();
    }

    private void assertForbidden(String configuration) {
        var webhooks = connection.client().admissionRegistration().v1().validatingWebhookConfigurations();
        assertThatThrownBy(() -> webhooks.withName(configuration)
                        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}"))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(403));
        assertThatThrownBy(() -> webhooks.withName(configuration).get())
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(403));
    }

    // -------------------------------------------------------------------------------------------------------- parts

    /** Dry runs, one after the other, until closed. */
    private static final class Requests implements AutoCloseable {
        private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        private final AtomicInteger answered = new AtomicInteger();
        private final AtomicBoolean over = new AtomicBoolean();
        private final Thread thread = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                try {
                    request();
                    answered.incrementAndGet();
                } catch (KubernetesClientException e) {
                    failures.add(e.getMessage());
                }
            }
        });

        @Override
        public void close() throws InterruptedException {
            over.set(true);
            thread.join();
        }
    }

    private static void request() {
        Webhook.dryRun(harness, """
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: asked, namespace: shop}
                spec: {broker: {redis: {host: "redis:6379"}}, events: [{type: asked.one.happened}]}
                """);
    }

    private void awaitAnswers() {
        patiently().ignoreExceptions().until(() -> {
            double before = replicas.isEmpty() ? 0 : reviews();
            request();
            return reviews() > before;
        });
    }

    private double reviews() {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith("eventtopology_admission_reviews_seconds_count"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static ConditionFactory patiently() {
        return await().atMost(OperatorHarness.PATIENCE).pollInterval(Duration.ofMillis(100));
    }

    private final OperatorMetrics metrics = new OperatorMetrics();

    private void start(int port, Clock clock) {
        replicas.add(open(port, clock));
    }

    private AdmissionWebhook open(int port, Clock clock) {
        OperatorConfiguration configuration = OperatorConfiguration.parse(Webhook.configuration(port));
        ClusterState state = operator.state();
        return AdmissionWebhook.start(
                connection,
                configuration.admission(),
                OperatorHarness.OPERATOR_NAMESPACE,
                new AdmissionWebhook.Knowledge(
                        state,
                        new CachedCatalog(
                                connection.client(),
                                state,
                                new KafkaClusters(
                                        connection.client(), configuration, state, OperatorHarness.OPERATOR_NAMESPACE)),
                        () -> configuration.platform(OperatorHarness.OPERATOR_NAMESPACE, false),
                        configuration.watchNamespaces()),
                metrics,
                clock,
                TIMING);
    }

    private static void addReplica(Webhook webhook, int port) {
        var first = webhook.stored().getWebhooks().getFirst();
        first.setName("second.eventtopology.io");
        first.getClientConfig().setUrl("https://127.0.0.1:" + port + "/validate");
        Webhook.resource(harness).edit(configuration -> {
            configuration.getWebhooks().add(first);
            return configuration;
        });
    }

    private static void touch() {
        Webhook.resource(harness)
                .patch(
                        PatchContext.of(PatchType.JSON),
                        "[{\"op\":\"replace\",\"path\":\"/webhooks/0/timeoutSeconds\",\"value\":6},"
                                + "{\"op\":\"replace\",\"path\":\"/webhooks/1/timeoutSeconds\",\"value\":6}]");
    }

    private static List<X509Certificate> authorities(Webhook webhook) {
        return ServingCertificate.certificates(
                new String(Base64.getDecoder().decode(webhook.caBundle()), StandardCharsets.UTF_8));
    }

    private static KeptCertificates kept() {
        return KeptCertificates.read(stored());
    }

    private static Secret stored() {
        return secrets().get();
    }

    private static Resource<Secret> secrets() {
        return harness.admin()
                .secrets()
                .inNamespace(OperatorHarness.OPERATOR_NAMESPACE)
                .withName(SECRET);
    }
}
