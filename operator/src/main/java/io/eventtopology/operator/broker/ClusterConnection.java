package io.eventtopology.operator.broker;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How to reach a Kafka cluster. Its {@code toString} shows no secret.
 *
 * @param cluster name of the cluster in the operator's configuration
 * @param bootstrapServers addresses, {@code host:port[,host:port]...}
 * @param security how the operator proves who it is
 */
public record ClusterConnection(String cluster, String bootstrapServers, BrokerSecurity security) {
    /** After this time a call to Kafka has failed, retries included. */
    public static final Duration CALL_LIMIT = Duration.ofSeconds(12);

    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(8);

    /** Properties for Kafka's admin client; they hold secrets. A call ends after {@link #CALL_LIMIT}. */
    public Map<String, Object> adminProperties() {
        Map<String, Object> properties = new LinkedHashMap<>(security.clientProperties());
        properties.put("bootstrap.servers", bootstrapServers);
        properties.put("default.api.timeout.ms", Math.toIntExact(CALL_LIMIT.toMillis()));
        properties.put("request.timeout.ms", Math.toIntExact(REQUEST_LIMIT.toMillis()));
        properties.put("socket.connection.setup.timeout.ms", 5_000L);
        properties.put("reconnect.backoff.max.ms", 2_000L);
        properties.put("enable.metrics.push", false);
        return properties;
    }

    /** For messages: name and addresses. */
    String described() {
        return "Kafka cluster " + cluster + " (" + bootstrapServers + ")";
    }
}
