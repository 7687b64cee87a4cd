package io.eventtopology.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What certificates become as time passes, without waiting for it. */
class CertificateRotationTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final CertificateTiming TIMING = CertificateTiming.STANDARD;
    private static final Duration CLOSE = Duration.ofMinutes(1);
    private static final Duration RARE = Duration.ofHours(6);
    private static final Duration AFTER_A_CHANGE = Duration.ofMinutes(10);

    private final CertificateMint mint =
            new CertificateMint(CertificateMint.namesOf("admission", "system"), TIMING.lifetime());
    private final CertificateRotation rotation = new CertificateRotation(mint, TIMING);

    @Test
    void overTwoYearsACertificateIsAlwaysValidAndWasAlwaysTrustedBeforeItWasShown() {
        KeptCertificates kept = rotation.first(START);
        Map<X509Certificate, Instant> trustedSince = new HashMap<>();
        Instant nextSince = START;
        int shown = 1;
        // Rarely while nothing changes: each look verifies signatures.
        for (Instant now = START;
                now.isBefore(START.plus(Duration.ofDays(730)));
                now = now.plus(now.isBefore(nextSince.plus(AFTER_A_CHANGE)) ? CLOSE : RARE)) {
            boolean settled = !now.isBefore(nextSince.plus(TIMING.settle()));
            Optional<KeptCertificates> due = rotation.due(kept, settled, now);
            if (due.isPresent()) {
                if (!due.get().current().equals(kept.current())) {
                    shown++;
                    X509Certificate authority = signer(due.get());
                    assertThat(trustedSince.get(authority))
                            .as("trusted before it is shown at %s", now)
                            .isBeforeOrEqualTo(now.minus(TIMING.settle()));
                    assertThat(due.get().authorities())
                            .as("the old authority is trusted while replicas still show the old certificate")
                            .contains(signer(kept));
                }
                kept = due.get();
                nextSince = now;
                for (X509Certificate authority : kept.authorities()) {
                    trustedSince.putIfAbsent(authority, now);
                }
            }
            assertThat(rotation.isUseless(kept, now)).as("useless at %s", now).isFalse();
            assertThat(Duration.between(now, kept.current().validUntil()))
                    .as("time left at %s", now)
                    .isGreaterThan(TIMING.renewBefore().minus(RARE).minus(CLOSE.multipliedBy(2)));
            assertThat(kept.authorities()).hasSizeLessThanOrEqualTo(3);
        }
        assertThat(shown).as("certificates in two years, each for 60 days").isBetween(12, 13);
    }

    @Test
    void whileNobodyKnowsTheNextAuthorityThePresentCertificateStaysUntilTheLastMoment() {
        KeptCertificates kept = rotation.first(START);
        Instant end = kept.current().validUntil();
        KeptCertificates prepared =
                rotation.due(kept, false, end.minus(Duration.ofDays(29))).orElseThrow();

        assertThat(prepared.current()).isEqualTo(kept.current());
        assertThat(rotation.due(prepared, false, end.minus(Duration.ofDays(4)))).isEmpty();
        assertThat(rotation.due(prepared, false, end.minus(Duration.ofDays(2)))
                        .orElseThrow()
                        .current())
                .isEqualTo(prepared.next().orElseThrow());
    }

    @Test
    void whatCannotBeServedIsMadeAnew() {
        KeptCertificates kept = rotation.first(START);
        KeptCertificates other = rotation.first(START);

        assertThat(rotation.isUseless(kept, START)).isFalse();
        assertThat(rotation.isUseless(kept, kept.current().validUntil()))
                .as("over")
                .isTrue();
        assertThat(rotation.isUseless(
                        new KeptCertificates(kept.current(), Optional.empty(), other.authorities()), START))
                .as("signed by nobody who is trusted")
                .isTrue();
        assertThat(new CertificateRotation(
                                new CertificateMint(CertificateMint.namesOf("renamed", "system"), TIMING.lifetime()),
                                TIMING)
                        .isUseless(kept, START))
                .as("for another Service")
                .isTrue();
    }

    @Test
    void aSecretKeepsWhatIsWrittenIntoIt() {
        KeptCertificates first = rotation.first(START);
        KeptCertificates kept = rotation.due(
                        first, false, first.current().validUntil().minus(Duration.ofDays(29)))
                .orElseThrow();

        assertThat(KeptCertificates.read(secret(kept.data()))).isEqualTo(kept);
        assertThat(kept.toString())
                .as("no key in words")
                .doesNotContain("PRIVATE")
                .contains("certificate ");
    }

    @Test
    void aSecretThatHoldsSomethingElseIsRefusedWithoutTellingItsKey() {
        KeptCertificates kept = rotation.first(START);
        KeptCertificates other = rotation.first(START);
        Map<String, String> data = new HashMap<>(kept.data());

        assertThatThrownBy(() -> KeptCertificates.read(secret(Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tls.crt is missing");
        data.put("tls.key", other.data().get("tls.key"));
        assertThatThrownBy(() -> KeptCertificates.read(secret(data)))
                .hasMessage("the key is that of another certificate");
        data.put("tls.key", "Z2FyYmFnZQ==");
        assertThatThrownBy(() -> KeptCertificates.read(secret(data))).hasMessage("there is no unencrypted private key");
        data.put("tls.key", "no base64!");
        assertThatThrownBy(() -> KeptCertificates.read(secret(data))).isInstanceOf(IllegalArgumentException.class);
    }

    private static Secret secret(Map<String, String> data) {
        return new SecretBuilder().withData(data).build();
    }

    private static X509Certificate signer(KeptCertificates kept) {
        return kept.authorities().stream()
                .filter(authority -> kept.current().isSignedByOneOf(List.of(authority)))
                .findFirst()
                .orElseThrow();
    }
}
