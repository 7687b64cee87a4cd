package io.eventtopology.operator.admission;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes certificates for the webhook. Each is signed by an authority of its own whose key is thrown away at once: nobody can sign
 * anything else that API servers would trust, and there is no key of an authority to keep secret.
 */
final class CertificateMint {
    /** Clocks differ. */
    static final Duration BACKDATED = Duration.ofHours(1);

    private final List<String> names;
    private final Duration lifetime;
    private final SecureRandom random = new SecureRandom();

    /**
     * Makes certificates for these names.
     *
     * @param names DNS names of the webhook, the one that the API server uses first
     * @param lifetime how long they are valid
     */
    CertificateMint(List<String> names, Duration lifetime) {
        this.names = List.copyOf(names);
        this.lifetime = lifetime;
    }

    /** The name under which an API server reaches a Service, and that of this machine. */
    static List<String> namesOf(String service, String namespace) {
        return List.of(service + "." + namespace + ".svc", "localhost");
    }

    /**
     * A certificate and who signed it.
     *
     * @param authority certificate of the authority
     * @param certificate the certificate, with its key
     */
    record Minted(X509Certificate authority, ServingCertificate certificate) {}

    /** Makes one. */
    Minted mint(Instant now) {
        try {
            BigInteger number = new BigInteger(127, random);
            KeyPair signer = keys();
            KeyPair server = keys();
            X500Principal issuer =
                    new X500Principal("CN=event-topology-operator admission authority " + number.toString(36));
            X509Certificate authority = authority(signer, issuer, number, now);
            return new Minted(
                    authority,
                    new ServingCertificate(List.of(certificate(server, signer, authority, now)), server.getPrivate()));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("The certificate of the admission webhook cannot be made", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a certificate is for the names. */
    boolean isForNames(ServingCertificate certificate) {
        try {
            var declared = certificate.certificate().getSubjectAlternativeNames();
            return declared != null
                    && names.stream().allMatch(name -> declared.stream().anyMatch(entry -> name.equals(entry.get(1))));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private X509Certificate authority(KeyPair keys, X500Principal name, BigInteger number, Instant now)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
        JcaX509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(name, number, from(now), until(now), name, keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(keys.getPublic()));
        return signed(builder, keys);
    }

    private X509Certificate certificate(KeyPair keys, KeyPair signer, X509Certificate authority, Instant now)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                authority.getSubjectX500Principal(),
                new BigInteger(127, random),
                from(now),
                until(now),
                // Its own name is among the alternatives: a common name takes 64 characters only.
                new X500Principal("CN=event-topology-operator admission"),
                keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(
                Extension.authorityKeyIdentifier, false, extensions.createAuthorityKeyIdentifier(authority));
        builder.addExtension(Extension.subjectAlternativeName, false, alternatives());
        return signed(builder, signer);
    }

    private GeneralNames alternatives() {
        return new GeneralNames(Stream.concat(
                        names.stream().map(name -> new GeneralName(GeneralName.dNSName, name)),
                        // For an operator on a developer's machine, and through kubectl port-forward.
                        Stream.of(new GeneralName(GeneralName.iPAddress, "127.0.0.1")))
                .toArray(GeneralName[]::new));
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder builder, KeyPair signer)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
    }

    private static Date from(Instant now) {
        return Date.from(now.minus(BACKDATED));
    }

    private Date until(Instant now) {
        return Date.from(now.plus(lifetime));
    }
}
