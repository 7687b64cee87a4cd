package io.eventtopology.operator.admission;

import java.time.Instant;
import java.util.Optional;

/** Where the webhook's certificate comes from. */
interface CertificateSource {
    /**
     * The certificate to show from now on.
     *
     * @param shown the one that is shown at the moment
     * @return empty when that one stays
     * @throws RuntimeException when it cannot be had now; the message says why and what to do, without keys
     */
    Optional<ServingCertificate> look(Optional<ServingCertificate> shown, Instant now);
}
