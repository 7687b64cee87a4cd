package io.eventtopology.operator.admission;

import io.eventtopology.operator.config.OperatorConfiguration;
import io.eventtopology.operator.connection.ApiConnection;
import io.eventtopology.operator.metrics.OperatorMetrics;
import io.eventtopology.operator.watch.ClusterState;
import io.eventtopology.planner.model.Catalog;
import io.eventtopology.planner.model.Platform;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.function.Supplier;

/** The validating webhook of one replica. Every replica serves, whoever leads. */
public final class AdmissionWebhook implements AutoCloseable {
    private final ApiConnection connection;
    private final ServedCertificate certificate;
    private final Reviews reviews;
    private final AdmissionServer server;
    private final CertificateKeeper keeper;

    private AdmissionWebhook(
            ApiConnection connection,
            ServedCertificate certificate,
            Reviews reviews,
            AdmissionServer server,
            CertificateKeeper keeper) {
        this.connection = connection;
        this.certificate = certificate;
        this.reviews = reviews;
        this.server = server;
        this.keeper = keeper;
    }

    /**
     * What requests are judged by.
     *
     * @param state caches
     * @param catalog what exists, over these caches
     * @param platform what is installed at the moment
     * @param watchNamespaces namespaces whose resources are reconciled; all when empty
     */
    public record Knowledge(
            ClusterState state, Catalog catalog, Supplier<Platform> platform, Set<String> watchNamespaces) {}

    /**
     * Starts to serve, and to look for a certificate: neither needs the API server to be there.
     *
     * @param main the operator's connection; a second one is opened like it, because without the Lease the first one does not
     *     write, while a standby must keep certificates too
     * @param settings the block of the configuration
     * @param operatorNamespace namespace of the Secret
     */
    public static AdmissionWebhook start(
            ApiConnection main,
            OperatorConfiguration.Admission settings,
            String operatorNamespace,
            Knowledge knowledge,
            OperatorMetrics metrics,
            Clock clock,
            CertificateTiming timing) {
        ApiConnection connection = ApiConnection.of(main.client().getConfiguration());
        KubernetesClient client = connection.client();
        ServedCertificate certificate = new ServedCertificate();
        metrics.watchAdmission(() -> certificate
                .current()
                .<Number>map(shown -> shown.validUntil().getEpochSecond())
                .orElse(Double.NaN));
        Review review = new Review(
                client, knowledge.state(), knowledge.catalog(), knowledge.platform(), knowledge.watchNamespaces());
        Reviews reviews = new Reviews(review::judge, metrics);
        AdmissionServer server = AdmissionServer.start(settings.port(), certificate.context(), reviews::answer);
        CertificateKeeper keeper = CertificateKeeper.start(
                source(client, settings, operatorNamespace, timing), certificate, clock, timing.look());
        return new AdmissionWebhook(connection, certificate, reviews, server, keeper);
    }

    private static CertificateSource source(
            KubernetesClient client,
            OperatorConfiguration.Admission settings,
            String operatorNamespace,
            CertificateTiming timing) {
        if (settings.certificates() != null) {
            return new MountedCertificates(Path.of(settings.certificates()));
        }
        CertificateMint mint =
                new CertificateMint(CertificateMint.namesOf(settings.service(), operatorNamespace), timing.lifetime());
        return new SecretCertificates(
                client,
                operatorNamespace,
                settings.secret(),
                new CertificateRotation(mint, timing),
                timing,
                new AuthorityPublication(client, settings.webhookConfiguration()));
    }

    /** Whether API servers can be answered. */
    public boolean hasCertificate() {
        return certificate.current().isPresent();
    }

    /** The port. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        keeper.close();
        server.close();
        reviews.close();
        connection.close();
    }
}
