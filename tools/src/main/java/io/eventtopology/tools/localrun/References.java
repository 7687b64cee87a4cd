package io.eventtopology.tools.localrun;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Looks up what containers and components of one namespace refer to. */
final class References {
    private final ObjectSource source;
    private final String namespace;

    References(ObjectSource source, String namespace) {
        this.source = source;
        this.namespace = namespace;
    }

    /** The values of a Secret; empty when there is none. */
    Optional<Map<String, String>> secret(String name) {
        return source.secret(namespace, name).map(References::values);
    }

    /** The values of a ConfigMap; empty when there is none. */
    Optional<Map<String, String>> configMap(String name) {
        return source.configMap(namespace, name).map(ConfigMap::getData).map(data -> data == null ? Map.of() : data);
    }

    /**
     * One value of a Secret.
     *
     * @throws MissingReferenceException when it is not there
     */
    String secretValue(String name, String key) {
        return value("Secret", name, key, secret(name));
    }

    /**
     * One value of a ConfigMap.
     *
     * @throws MissingReferenceException when it is not there
     */
    String configMapValue(String name, String key) {
        return value("ConfigMap", name, key, configMap(name));
    }

    private String value(String kind, String name, String key, Optional<Map<String, String>> values) {
        if (values.isEmpty()) {
            throw new MissingReferenceException(kind + " " + namespace + "/" + name + " is not there");
        }
        String value = values.get().get(key);
        if (value == null) {
            throw new MissingReferenceException(kind + " " + namespace + "/" + name + " has no key \"" + key + "\"");
        }
        return value;
    }

    private static Map<String, String> values(Secret secret) {
        Map<String, String> values = new TreeMap<>();
        if (secret.getData() != null) {
            secret.getData()
                    .forEach((key, encoded) ->
                            values.put(key, new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8)));
        }
        if (secret.getStringData() != null) {
            values.putAll(secret.getStringData());
        }
        return values;
    }
}
