package io.eventtopology.operator.admission;

import io.eventtopology.operator.admission.CertificateMint.Minted;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides what the replicas' certificates become. The next one is made long before the present one ends; its authority is
 * published beside the old one; only when that has settled it is served. So no API server ever meets a certificate that it does
 * not trust.
 */
final class CertificateRotation {
    private final CertificateMint mint;
    private final CertificateTiming timing;

    CertificateRotation(CertificateMint mint, CertificateTiming timing) {
        this.mint = mint;
        this.timing = timing;
    }

    /** The first ones, or new ones in place of what is lost. */
    KeptCertificates first(Instant now) {
        Minted minted = mint.mint(now);
        return new KeptCertificates(minted.certificate(), Optional.empty(), List.of(minted.authority()));
    }

    /** Whether the certificates cannot be served: over, for other names, or not signed by those whom API servers shall trust. */
    boolean isUseless(KeptCertificates kept, Instant now) {
        return !now.isBefore(kept.current().validUntil())
                || !mint.isForNames(kept.current())
                || !kept.current().isSignedByOneOf(kept.authorities());
    }

    /**
     * What is due.
     *
     * @param settled whether API servers have known the authority of the next certificate for a while
     * @return empty when everything stays
     */
    Optional<KeptCertificates> due(KeptCertificates kept, boolean settled, Instant now) {
        Optional<ServingCertificate> next = kept.next().filter(mint::isForNames);
        if (next.isPresent()) {
            return settled || isLastMoment(kept, now)
                    ? Optional.of(new KeptCertificates(next.get(), Optional.empty(), valid(kept.authorities(), now)))
                    : Optional.empty();
        }
        if (now.isBefore(kept.current().validUntil().minus(timing.renewBefore()))) {
            return Optional.empty();
        }
        Minted minted = mint.mint(now);
        return Optional.of(new KeptCertificates(
                kept.current(),
                Optional.of(minted.certificate()),
                Stream.concat(valid(kept.authorities(), now).stream(), Stream.of(minted.authority()))
                        .toList()));
    }

    /** A certificate that nobody may trust yet is better than one that is over. */
    private boolean isLastMoment(KeptCertificates kept, Instant now) {
        return !now.isBefore(
                kept.current().validUntil().minus(timing.renewBefore().dividedBy(10)));
    }

    private static List<X509Certificate> valid(List<X509Certificate> authorities, Instant now) {
        return authorities.stream()
                .filter(authority -> now.isBefore(authority.getNotAfter().toInstant()))
                .toList();
    }
}
