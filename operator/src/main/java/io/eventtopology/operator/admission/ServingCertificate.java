package io.eventtopology.operator.admission;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;

/**
 * A certificate with its key.
 *
 * @param chain the certificate, followed by those that signed it, if they are sent along
 * @param key its private key
 */
record ServingCertificate(List<X509Certificate> chain, PrivateKey key) {
    /** @throws IllegalArgumentException without a certificate, or with the key of another one */
    ServingCertificate {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("there is no certificate");
        }
        if (!belongTogether(chain.getFirst().getPublicKey(), key)) {
            throw new IllegalArgumentException("the key is that of another certificate");
        }
    }

    /**
     * Reads PEM texts; keys as PKCS#8, PKCS#1 or SEC 1, unencrypted.
     *
     * @throws IllegalArgumentException when they hold no certificate and key that belong together; it says why, without the key
     */
    static ServingCertificate parse(String certificates, String key) {
        return new ServingCertificate(certificates(certificates), key(key));
    }

    /**
     * Every certificate in a PEM text.
     *
     * @throws IllegalArgumentException when one cannot be read
     */
    static List<X509Certificate> certificates(String pem) {
        JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
        List<X509Certificate> certificates = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                if (object instanceof X509CertificateHolder holder) {
                    certificates.add(converter.getCertificate(holder));
                }
            }
            return certificates;
        } catch (IOException | CertificateException | RuntimeException e) {
            throw new IllegalArgumentException("the certificates cannot be read: " + e.getMessage(), e);
        }
    }

    private static PrivateKey key(String pem) {
        JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                if (object instanceof PrivateKeyInfo info) {
                    return converter.getPrivateKey(info);
                }
                // The old forms hold both keys. "EC PARAMETERS" may stand before.
                if (object instanceof PEMKeyPair pair) {
                    return converter.getPrivateKey(pair.getPrivateKeyInfo());
                }
            }
        } catch (IOException | RuntimeException e) {
            // The message of a parser may quote what it read.
            throw new IllegalArgumentException(
                    "the key cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        throw new IllegalArgumentException("there is no unencrypted private key");
    }

    private static boolean belongTogether(PublicKey certified, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance(algorithm(key));
            byte[] something = {1, 2, 3};
            signature.initSign(key);
            signature.update(something);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(something);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String algorithm(PrivateKey key) {
        if (key instanceof ECKey) {
            return "SHA256withECDSA";
        }
        return key instanceof RSAKey ? "SHA256withRSA" : key.getAlgorithm();
    }

    /** PEM of certificates. */
    static String pem(List<X509Certificate> certificates) {
        return written(certificates);
    }

    /** PEM of the chain. */
    String chainPem() {
        return written(chain);
    }

    /** PEM of the key, PKCS#8. */
    String keyPem() {
        try {
            return written(List.of(new JcaPKCS8Generator(key, null).generate()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String written(List<?> objects) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            for (Object object : objects) {
                writer.writeObject(object);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** The certificate. */
    X509Certificate certificate() {
        return chain.getFirst();
    }

    /** From when it is valid. */
    Instant validFrom() {
        return certificate().getNotBefore().toInstant();
    }

    /** Until when it is valid. */
    Instant validUntil() {
        return certificate().getNotAfter().toInstant();
    }

    /** Whether one of the authorities signed it, or the last of its chain. */
    boolean isSignedByOneOf(List<X509Certificate> authorities) {
        return authorities.stream().anyMatch(authority -> {
            try {
                chain.getLast().verify(authority.getPublicKey());
                return true;
            } catch (GeneralSecurityException e) {
                return false;
            }
        });
    }

    /** For logs: its beginning, as SHA-256. */
    String fingerprint() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(certificate().getEncoded());
            return java.util.HexFormat.of().formatHex(digest, 0, 8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** No key. */
    @Override
    public String toString() {
        return "certificate " + fingerprint() + " valid until " + validUntil();
    }
}
