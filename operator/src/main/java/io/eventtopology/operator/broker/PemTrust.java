package io.eventtopology.operator.broker;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part that every encrypted connection has: the protocol, and whom to trust. */
final class PemTrust {
    private PemTrust() {}

    static Map<String, Object> properties(String protocol, @Nullable String caPem) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("security.protocol", protocol);
        if (caPem != null) {
            properties.put("ssl.truststore.type", "PEM");
            properties.put("ssl.truststore.certificates", caPem);
        }
        return properties;
    }
}
