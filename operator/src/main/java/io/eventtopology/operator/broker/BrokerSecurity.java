package io.eventtopology.operator.broker;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the operator proves who it is to a Kafka cluster, and how it knows the cluster. No {@code toString} shows a secret. */
public sealed interface BrokerSecurity {

    /** The client properties of Kafka for this kind of security. They hold secrets. */
    Map<String, Object> clientProperties();

    /** Plain text, nobody is asked who they are. */
    record None() implements BrokerSecurity {
        @Override
        public Map<String, Object> clientProperties() {
            return Map.of("security.protocol", "PLAINTEXT");
        }
    }

    /**
     * TLS.
     *
     * @param caPem certificates that sign the brokers', PEM; null trusts what the JVM trusts
     * @param client certificate for mutual TLS; null stays anonymous
     */
    record Tls(@Nullable String caPem, @Nullable ClientCertificate client) implements BrokerSecurity {
        @Override
        public Map<String, Object> clientProperties() {
            Map<String, Object> properties = PemTrust.properties("SSL", caPem);
            if (client != null) {
                properties.put("ssl.keystore.type", "PEM");
                properties.put("ssl.keystore.certificate.chain", client.certificateChainPem());
                properties.put("ssl.keystore.key", client.privateKeyPem());
            }
            return properties;
        }
    }

    /**
     * SASL_SSL with SCRAM-SHA-512.
     *
     * @param caPem certificates that sign the brokers', PEM; null trusts what the JVM trusts
     */
    record ScramSha512(@Nullable String caPem, String user, String password) implements BrokerSecurity {
        @Override
        public Map<String, Object> clientProperties() {
            Map<String, Object> properties = PemTrust.properties("SASL_SSL", caPem);
            properties.put("sasl.mechanism", "SCRAM-SHA-512");
            properties.put(
                    "sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required username=" + quoted(user)
                            + " password=" + quoted(password) + ";");
            return properties;
        }

        /** Kafka reads the value with a StreamTokenizer: within quotes it knows the escapes of C, and a line break would end the value. */
        private static String quoted(String value) {
            return '"'
                    + value.replace("\\", "\\\\")
                            .replace("\"", "\\\"")
                            .replace("\n", "\\n")
                            .replace("\r", "\\r")
                    + '"';
        }

        @Override
        public String toString() {
            return "ScramSha512[user=" + user + ", password=***]";
        }
    }

    /**
     * A certificate for mutual TLS.
     *
     * @param certificateChainPem the certificate, then those that signed it, PEM
     * @param privateKeyPem unencrypted PKCS#8 PEM ({@code BEGIN PRIVATE KEY}), the only form that Kafka reads
     */
    record ClientCertificate(String certificateChainPem, String privateKeyPem) {
        @Override
        public String toString() {
            return "ClientCertificate[***]";
        }
    }
}
