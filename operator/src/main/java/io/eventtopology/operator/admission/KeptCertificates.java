package io.eventtopology.operator.admission;

import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the replicas share in their Secret.
 *
 * @param current the certificate that is served: {@code tls.crt}, {@code tls.key}
 * @param next the one that is served once API servers trust its authority: {@code next.crt}, {@code next.key}
 * @param authorities whom API servers shall trust: {@code ca.crt}
 */
record KeptCertificates(
        ServingCertificate current, Optional<ServingCertificate> next, List<X509Certificate> authorities) {
    private static final String CERTIFICATE = "tls.crt";
    private static final String KEY = "tls.key";
    private static final String NEXT_CERTIFICATE = "next.crt";
    private static final String NEXT_KEY = "next.key";
    private static final String AUTHORITIES = "ca.crt";

    KeptCertificates {
        authorities = List.copyOf(authorities);
    }

    /**
     * Reads a Secret.
     *
     * @throws IllegalArgumentException when it does not hold what it should; it says why, without keys
     */
    static KeptCertificates read(Secret secret) {
        Map<String, String> data = secret.getData() == null ? Map.of() : secret.getData();
        return new KeptCertificates(
                ServingCertificate.parse(text(data, CERTIFICATE), text(data, KEY)),
                data.containsKey(NEXT_CERTIFICATE)
                        ? Optional.of(ServingCertificate.parse(text(data, NEXT_CERTIFICATE), text(data, NEXT_KEY)))
                        : Optional.empty(),
                ServingCertificate.certificates(text(data, AUTHORITIES)));
    }

    private static String text(Map<String, String> data, String key) {
        @Nullable String encoded = data.get(key);
        if (encoded == null) {
            throw new IllegalArgumentException(key + " is missing");
        }
        return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    }

    /** As the data of a Secret. */
    Map<String, String> data() {
        Map<String, String> data = new LinkedHashMap<>();
        put(data, CERTIFICATE, current.chainPem());
        put(data, KEY, current.keyPem());
        put(data, AUTHORITIES, authoritiesPem());
        next.ifPresent(certificate -> {
            put(data, NEXT_CERTIFICATE, certificate.chainPem());
            put(data, NEXT_KEY, certificate.keyPem());
        });
        return data;
    }

    private static void put(Map<String, String> data, String key, String text) {
        data.put(key, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** PEM of the authorities. */
    String authoritiesPem() {
        return ServingCertificate.pem(authorities);
    }
}
