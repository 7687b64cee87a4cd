package io.eventtopology.tools.kafka;

import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The server properties of the single node, which is broker and controller at once.
 *
 * @param clientPort port for clients: plain text, or SASL_SSL when secured
 * @param controllerPort port of the controller; mutual TLS when secured
 * @param tlsPort port for clients with a certificate and for the broker itself; unused when plain
 * @param certificates null for a plain broker
 */
record BrokerConfiguration(
        String dataDirectory,
        int clientPort,
        int controllerPort,
        int tlsPort,
        @Nullable BrokerCertificates certificates) {
    private static final int NODE_ID = 1;
    private static final String HOST = "127.0.0.1";

    Properties toProperties() {
        Properties properties = new Properties();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", Integer.toString(NODE_ID));
        properties.put("controller.quorum.voters", NODE_ID + "@" + HOST + ":" + controllerPort);
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("log.dirs", dataDirectory);
        properties.put("auto.create.topics.enable", "false");
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            properties.put(topic + ".replication.factor", "1");
            properties.put(topic + ".num.partitions", "1");
        }
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
        properties.put("group.initial.rebalance.delay.ms", "0");
        // A killed broker may register again only when its session is over; the default is 9 s.
        properties.put("broker.session.timeout.ms", "4000");
        properties.put("broker.heartbeat.interval.ms", "1000");
        // The defaults are for big machines: 128 MiB for the cleaner alone.
        properties.put("log.cleaner.dedupe.buffer.size", "16777216");
        properties.put("background.threads", "2");
        properties.put("num.io.threads", "4");
        properties.put("num.network.threads", "2");
        if (certificates == null) {
            plain(properties);
        } else {
            secured(properties, certificates);
        }
        return properties;
    }

    private void plain(Properties properties) {
        properties.put("listeners", listener("CLIENT", clientPort) + "," + listener("CONTROLLER", controllerPort));
        properties.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put("inter.broker.listener.name", "CLIENT");
    }

    private void secured(Properties properties, BrokerCertificates pem) {
        properties.put(
                "listeners",
                listener("CLIENT", clientPort) + "," + listener("TLS", tlsPort) + ","
                        + listener("CONTROLLER", controllerPort));
        properties.put("listener.security.protocol.map", "CLIENT:SASL_SSL,TLS:SSL,CONTROLLER:SSL");
        properties.put("inter.broker.listener.name", "TLS");
        properties.put("listener.name.tls.ssl.client.auth", "required");
        properties.put("listener.name.controller.ssl.client.auth", "required");
        properties.put("sasl.enabled.mechanisms", "SCRAM-SHA-512");
        properties.put(
                "listener.name.client.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        properties.put("ssl.keystore.type", "PEM");
        properties.put("ssl.keystore.certificate.chain", pem.brokerChain());
        properties.put("ssl.keystore.key", pem.brokerKey());
        properties.put("ssl.truststore.type", "PEM");
        properties.put("ssl.truststore.certificates", pem.ca());
        properties.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        properties.put("allow.everyone.if.no.acl.found", "false");
        properties.put(
                "super.users", "User:" + KafkaBroker.ADMIN + ";User:CN=" + KafkaBroker.ADMIN + ";User:CN=broker");
    }

    private static String listener(String name, int port) {
        return name + "://" + HOST + ":" + port;
    }
}
