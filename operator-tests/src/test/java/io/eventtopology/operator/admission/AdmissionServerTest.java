package io.eventtopology.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eventtopology.operator.config.OperatorConfiguration;
import io.eventtopology.operator.metrics.OperatorMetrics;
import io.eventtopology.operator.watch.CachedCatalog;
import io.eventtopology.operator.watch.ClusterState;
import io.eventtopology.operator.watch.KafkaClusters;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.math.BigInteger;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLHandshakeException;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server by itself: what it takes, what it shows, and what it answers when nobody can judge. */
class AdmissionServerTest {
    private static final String REVIEW = """
            {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"uid": "u-1",
             "kind": {"group": "eventtopology.io", "version": "v1beta1", "kind": "%s"}, "operation": "CREATE",
             "namespace": "shop", "name": "todos", "object": {"metadata": {"name": "todos", "namespace": "shop"}, "spec": {}}}}
            """;

    private final OperatorMetrics metrics = new OperatorMetrics();
    private final CertificateMint mint =
            new CertificateMint(CertificateMint.namesOf("admission", "system"), Duration.ofDays(1));
    private final CertificateMint.Minted minted = mint.mint(Instant.now());
    private final ServedCertificate certificate = new ServedCertificate();
    private Reviews reviews = new Reviews(request -> Verdict.ALLOWED, metrics);
    private AdmissionServer server;

    @TempDir
    private Path folder;

    private void start(Function<AdmissionRequest, Verdict> judge) {
        reviews = new Reviews(judge, metrics);
        certificate.use(minted.certificate());
        server = AdmissionServer.start(0, certificate.context(), reviews::answer);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
        reviews.close();
    }

    @Test
    void whatIsNoReviewGetsAClearAnswer() throws Exception {
        start(request -> Verdict.ALLOWED);

        assertThat(send("/other", "POST", "application/json", REVIEW))
                .satisfies(answer(404, "The admission webhook is at POST /validate"));
        HttpResponse<String> method = send("/validate", "GET", "application/json", "");
        assertThat(method).satisfies(answer(405, "POST only"));
        assertThat(method.headers().firstValue("Allow")).hasValue("POST");
        assertThat(send("/validate", "POST", "text/plain", REVIEW)).satisfies(answer(415, "application/json"));
        assertThat(send("/validate", "POST", "application/json", "{nonsense"))
                .satisfies(answer(400, "no AdmissionReview of admission.k8s.io/v1"));
        assertThat(send("/validate", "POST", "application/json", "")).satisfies(answer(400, "no AdmissionReview"));
        assertThat(send("/validate", "POST", "application/json", REVIEW.replace("admission.k8s.io/v1", "other/v1")))
                .satisfies(answer(400, "no AdmissionReview"));
        assertThat(send(
                        "/validate",
                        "POST",
                        "application/json",
                        "{\"a\":\"" + "x".repeat(AdmissionServer.LARGEST_BODY) + "\"}"))
                .satisfies(answer(413, "more than " + AdmissionServer.LARGEST_BODY + " bytes"));
        assertThat(send("/validate?timeout=10s", "POST", "application/json; charset=utf-8", REVIEW.formatted("Any")))
                .satisfies(answer(200, "\"allowed\":true"));
    }

    @Test
    void aBodyWithoutLengthIsLimitedToo() throws Exception {
        start(request -> Verdict.ALLOWED);
        byte[] megabyte = new byte[1 << 20];
        HttpRequest.Builder endless = HttpRequest.newBuilder(TlsCaller.uri(server.port(), "/validate"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArrays(Collections.nCopies(8, megabyte)));

        HttpResponse<String> response;
        try {
            response = TlsCaller.send(endless, List.of(minted.authority()));
        } catch (IOException e) {
            // The connection was closed while the rest was still being sent.
            return;
        }
        assertThat(response).satisfies(answer(413, "more than"));
    }

    @Test
    void oldProtocolsAreNotSpoken() throws Exception {
        start(request -> Verdict.ALLOWED);

        assertThat(TlsCaller.shownAt(server.port(), "TLSv1.2"))
                .isEqualTo(minted.certificate().certificate());
        assertThat(TlsCaller.shownAt(server.port(), "TLSv1.3"))
                .isEqualTo(minted.certificate().certificate());
        assertThatThrownBy(() -> TlsCaller.shownAt(server.port(), "TLSv1.1")).isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void withoutACertificateNobodyIsServedAndANewOneIsShownWithoutARestart() throws Exception {
        server = AdmissionServer.start(0, certificate.context(), reviews::answer);
        assertThatThrownBy(() -> TlsCaller.shownAt(server.port())).isInstanceOf(IOException.class);

        certificate.use(minted.certificate());
        assertThat(TlsCaller.shownAt(server.port()))
                .isEqualTo(minted.certificate().certificate());
        CertificateMint.Minted next = mint.mint(Instant.now());
        certificate.use(next.certificate());
        assertThat(TlsCaller.shownAt(server.port()))
                .isEqualTo(next.certificate().certificate());
        assertThat(send("/validate", "GET", "application/json", "", next)).satisfies(answer(405, "POST"));
    }

    @Test
    void mountedFilesAreReadAgainWhenTheyChange() throws Exception {
        write(minted.certificate());
        server = AdmissionServer.start(0, certificate.context(), reviews::answer);
        try (CertificateKeeper keeper = CertificateKeeper.start(
                new MountedCertificates(folder), certificate, Clock.systemUTC(), Duration.ofMillis(50))) {
            awaitShown(minted);
            CertificateMint.Minted next = mint.mint(Instant.now());
            // Half of the change: the old one stays.
            Files.writeString(folder.resolve("tls.crt"), next.certificate().chainPem());
            Thread.sleep(300);
            assertThat(TlsCaller.shownAt(server.port()))
                    .isEqualTo(minted.certificate().certificate());
            Files.writeString(folder.resolve("tls.key"), next.certificate().keyPem());
            awaitShown(next);
            Files.delete(folder.resolve("tls.key"));
            Thread.sleep(200);
            assertThat(TlsCaller.shownAt(server.port()))
                    .isEqualTo(next.certificate().certificate());
            assertThat(keeper).isNotNull();
        }
    }

    @Test
    void keysInTheOldFormsAreReadAsCertManagerWritesThem() throws Exception {
        ECPrivateKey key = (ECPrivateKey) minted.certificate().key();
        byte[] sec1 = new org.bouncycastle.asn1.sec.ECPrivateKey(
                        256,
                        key.getS(),
                        SubjectPublicKeyInfo.getInstance(minted.certificate()
                                        .certificate()
                                        .getPublicKey()
                                        .getEncoded())
                                .getPublicKeyData(),
                        SECObjectIdentifiers.secp256r1)
                .getEncoded();
        assertIsShown(minted.certificate().chainPem(), pem("EC PRIVATE KEY", sec1));

        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair rsa = generator.generateKeyPair();
        X500Principal name = new X500Principal("CN=rsa");
        X509Certificate selfSigned = new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(
                                name,
                                BigInteger.ONE,
                                Date.from(Instant.now().minusSeconds(60)),
                                Date.from(Instant.now().plusSeconds(3600)),
                                name,
                                rsa.getPublic())
                        .build(new JcaContentSignerBuilder("SHA256withRSA").build(rsa.getPrivate())));
        byte[] pkcs1 = PrivateKeyInfo.getInstance(rsa.getPrivate().getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded();
        assertIsShown(ServingCertificate.pem(List.of(selfSigned)), pem("RSA PRIVATE KEY", pkcs1));
    }

    private void assertIsShown(String certificates, String key) throws Exception {
        Files.writeString(folder.resolve("tls.crt"), certificates);
        Files.writeString(folder.resolve("tls.key"), key);
        ServingCertificate read = new MountedCertificates(folder)
                .look(Optional.empty(), Instant.now())
                .orElseThrow();
        certificate.use(read);
        if (server == null) {
            server = AdmissionServer.start(0, certificate.context(), reviews::answer);
        }
        assertThat(TlsCaller.shownAt(server.port())).isEqualTo(read.certificate());
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }

    @Test
    void whatCannotBeJudgedIsAllowedWithAWarningAndCounted() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        start(request -> {
            if (request.kind().equals("EventTopology")) {
                throw new IllegalStateException("a bug");
            }
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Verdict.ALLOWED;
        });

        assertThat(send("/validate?timeout=10s", "POST", "application/json", REVIEW.formatted("EventTopology")))
                .satisfies(answer(200, "\"allowed\":true"))
                .satisfies(answer(200, "EventTopology shop/todos was not checked, because the operator met an error"));
        assertThat(send("/validate?timeout=1s", "POST", "application/json", REVIEW.formatted("EventService")))
                .satisfies(answer(200, "EventService shop/todos was not checked, because it took too long"));
        assertThat(metrics.scrape())
                .contains("eventtopology_admission_not_judged_total{reason=\"error\"} 1.0")
                .contains("eventtopology_admission_not_judged_total{reason=\"timeout\"} 1.0")
                .contains("kind=\"EventTopology\",outcome=\"unjudged\"");
    }

    @Test
    void withEmptyCachesEverythingIsAllowedWithAWarning() throws Exception {
        OperatorConfiguration configuration = OperatorConfiguration.parse("");
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(
                        new ConfigBuilder().withMasterUrl("https://127.0.0.1:1").build())
                .build()) {
            ClusterState state = new ClusterState(client, client, configuration);
            KafkaClusters clusters = new KafkaClusters(client, configuration, state, "system");
            Review review = new Review(
                    client,
                    state,
                    new CachedCatalog(client, state, clusters),
                    () -> configuration.platform("system", false),
                    Set.of());
            start(review::judge);

            assertThat(send("/validate", "POST", "application/json", REVIEW.formatted("EventTopology")))
                    .satisfies(answer(200, "\"allowed\":true"))
                    .satisfies(answer(200, "the operator has not read yet which objects of kind EventTopology exist"));
        }
        assertThat(metrics.scrape()).contains("eventtopology_admission_not_judged_total{reason=\"starting\"} 1.0");
    }

    private void write(ServingCertificate written) throws IOException {
        Files.writeString(folder.resolve("tls.crt"), written.chainPem());
        Files.writeString(folder.resolve("tls.key"), written.keyPem());
    }

    private void awaitShown(CertificateMint.Minted expected) {
        await().atMost(Duration.ofSeconds(10))
                .ignoreExceptions()
                .until(() -> TlsCaller.shownAt(server.port())
                        .equals(expected.certificate().certificate()));
    }

    private HttpResponse<String> send(String path, String method, String type, String body) throws Exception {
        return send(path, method, type, body, minted);
    }

    private HttpResponse<String> send(
            String path, String method, String type, String body, CertificateMint.Minted trusted) throws Exception {
        return TlsCaller.send(
                HttpRequest.newBuilder(TlsCaller.uri(server.port(), path))
                        .header("Content-Type", type)
                        .method(method, BodyPublishers.ofString(body)),
                List.of(trusted.authority()));
    }

    private static Consumer<HttpResponse<String>> answer(int status, String words) {
        return response -> {
            assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
            assertThat(response.body()).contains(words);
        };
    }
}
