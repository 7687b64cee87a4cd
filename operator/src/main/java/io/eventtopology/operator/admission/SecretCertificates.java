package io.eventtopology.operator.admission;

import io.eventtopology.operator.admission.AuthorityPublication.Published;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's own certificates, in a Secret that the replicas share. Whoever sees that something is due does it; the API server
 * accepts it of one, and the others read what that one wrote.
 */
final class SecretCertificates implements CertificateSource {
    private static final Logger LOG = LoggerFactory.getLogger(SecretCertificates.class);
    private static final int CONFLICT = 409;

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final CertificateRotation rotation;
    private final CertificateTiming timing;
    private final AuthorityPublication publication;
    private @Nullable Trusted nextTrusted;

    /** Since when API servers have been told to trust the authority of the next certificate. */
    private record Trusted(ServingCertificate next, Instant since) {}

    /**
     * Keeps certificates.
     *
     * @param client may write although another replica leads
     * @param namespace namespace of the Secret
     * @param name name of the Secret
     */
    SecretCertificates(
            KubernetesClient client,
            String namespace,
            String name,
            CertificateRotation rotation,
            CertificateTiming timing,
            AuthorityPublication publication) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
        this.rotation = rotation;
        this.timing = timing;
        this.publication = publication;
    }

    @Override
    public Optional<ServingCertificate> look(Optional<ServingCertificate> shown, Instant now) {
        // Before the Secret: if another replica publishes something newer in between, it changes the configuration, and
        // ours,
        // which may be older, is refused.
        Optional<Published> published = publication.read();
        KeptCertificates kept = kept(published, now);
        if (published.isPresent()) {
            published = Optional.of(publication.publish(published.get(), kept.authoritiesPem()));
        }
        return mayShow(kept, published, shown, now) ? Optional.of(kept.current()) : Optional.empty();
    }

    private KeptCertificates kept(Optional<Published> published, Instant now) {
        Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
        if (secret == null) {
            return created(rotation.first(now));
        }
        KeptCertificates kept;
        try {
            kept = KeptCertificates.read(secret);
        } catch (IllegalArgumentException e) {
            LOG.warn("Secret {}/{} holds no certificate and is made anew: {}", namespace, name, e.getMessage());
            return written(secret, rotation.first(now));
        }
        if (rotation.isUseless(kept, now)) {
            LOG.warn(
                    "The certificate in Secret {}/{} cannot be used and is made anew: {}",
                    namespace,
                    name,
                    kept.current());
            return written(secret, rotation.first(now));
        }
        Optional<KeptCertificates> due = rotation.due(kept, isSettled(kept, published, now), now);
        return due.isPresent() ? written(secret, due.get()) : kept;
    }

    /** Two replicas that start together make one each; the second one takes that of the first. */
    private KeptCertificates created(KeptCertificates fresh) {
        try {
            client.resource(new SecretBuilder()
                            .withNewMetadata()
                            .withNamespace(namespace)
                            .withName(name)
                            .addToLabels("app.kubernetes.io/part-of", "event-topology-operator")
                            .endMetadata()
                            .withType("kubernetes.io/tls")
                            .withData(fresh.data())
                            .build())
                    .create();
            LOG.info("Secret {}/{} is made, with {}", namespace, name, fresh.current());
            return fresh;
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                throw e;
            }
            return again();
        }
    }

    /** Another replica that was faster is right. */
    private KeptCertificates written(Secret secret, KeptCertificates wanted) {
        try {
            client.resource(new SecretBuilder(secret).withData(wanted.data()).build())
                    .update();
            LOG.info(
                    "Secret {}/{} has {}{}",
                    namespace,
                    name,
                    wanted.current(),
                    wanted.next().map(next -> ", to be followed by " + next).orElse(""));
            return wanted;
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                throw e;
            }
            return again();
        }
    }

    private KeptCertificates again() {
        Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
        if (secret == null) {
            throw new IllegalStateException("Secret " + namespace + "/" + name + " is being deleted");
        }
        return KeptCertificates.read(secret);
    }

    private boolean isSettled(KeptCertificates kept, Optional<Published> published, Instant now) {
        if (kept.next().isEmpty()) {
            nextTrusted = null;
            return false;
        }
        ServingCertificate next = kept.next().get();
        if (!isTrusted(next, kept, published)) {
            nextTrusted = null;
            return false;
        }
        if (nextTrusted == null || !nextTrusted.next().equals(next)) {
            nextTrusted = new Trusted(next, now);
        }
        return !now.isBefore(nextTrusted.since().plus(timing.settle()));
    }

    /** What the Secret holds is trusted at once, but for one that was made anew in an emergency. */
    private static boolean mayShow(
            KeptCertificates kept, Optional<Published> published, Optional<ServingCertificate> shown, Instant now) {
        if (shown.isEmpty()) {
            return true;
        }
        return !shown.get().equals(kept.current())
                && (isTrusted(kept.current(), kept, published)
                        || !now.isBefore(shown.get().validUntil()));
    }

    private static boolean isTrusted(
            ServingCertificate certificate, KeptCertificates kept, Optional<Published> published) {
        return published.isEmpty()
                || kept.authorities().stream()
                        .filter(authority -> certificate.isSignedByOneOf(List.of(authority)))
                        .anyMatch(authority -> published.get().trusts(authority));
    }
}
