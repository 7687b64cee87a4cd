package io.eventtopology.operator.broker;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
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
     * SCRAM-SHA-512.
     *
     * @param tls whether the listener speaks TLS (SASL_SSL)
     * @param caPem certificates that sign the brokers', PEM; null trusts what the JVM trusts
     */
    record ScramSha512(boolean tls, @Nullable String caPem, String user, String password) implements BrokerSecurity {
        private static final Map<String, Object> PLAIN_SASL = Map.of("security.protocol", "SASL_PLAINTEXT");

        @Override
        public Map<String, Object> clientProperties() {
            Map<String, Object> properties =
                    tls ? PemTrust.properties("SASL_SSL", caPem) : new LinkedHashMap<>(PLAIN_SASL);
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
     * No way at all: what the operator needs to know is not there.
     *
     * @param why what is missing and what to do
     */
    record Unusable(String why) implements BrokerSecurity {
        /** @throws ConfigException always, with the reason */
        @Override
        public Map<String, Object> clientProperties() {
            throw new ConfigException(why);
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
