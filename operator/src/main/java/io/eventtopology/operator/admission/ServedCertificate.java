package io.eventtopology.operator.admission;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** The certificate that the server shows: each handshake takes the newest, connections that are open go on. */
final class ServedCertificate {
    private final AtomicReference<@Nullable Held> held = new AtomicReference<>();

    /** The certificate, with the one before: a handshake that began with it ends with it. */
    private record Held(ServingCertificate now, @Nullable ServingCertificate before) {}

    /** Shows this one from now on. */
    void use(ServingCertificate certificate) {
        held.updateAndGet(old -> new Held(certificate, old == null ? null : old.now()));
    }

    /** The one that is shown. */
    Optional<ServingCertificate> current() {
        return Optional.ofNullable(held.get()).map(Held::now);
    }

    /** For a server; without a certificate its handshakes fail. */
    SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new Keys()}, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no TLS", e);
        }
    }

    private final class Keys extends X509ExtendedKeyManager {
        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
            return alias(keyType);
        }

        @Override
        public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
            return alias(keyType);
        }

        private @Nullable String alias(String keyType) {
            return current()
                    .filter(certificate -> certificate.key().getAlgorithm().equals(keyType))
                    .map(ServingCertificate::fingerprint)
                    .orElse(null);
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            return find(alias)
                    .map(certificate -> certificate.chain().toArray(X509Certificate[]::new))
                    .orElse(null);
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            return find(alias).map(ServingCertificate::key).orElse(null);
        }

        private Optional<ServingCertificate> find(String alias) {
            Held present = held.get();
            if (present == null) {
                return Optional.empty();
            }
            if (present.now().fingerprint().equals(alias)) {
                return Optional.of(present.now());
            }
            return Optional.ofNullable(present.before())
                    .filter(certificate -> certificate.fingerprint().equals(alias));
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            String alias = alias(keyType);
            return alias == null ? null : new String[] {alias};
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers, Socket socket) {
            return null;
        }
    }
}
