package io.eventtopology.tools.localrun;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Looks up what the container and components of one pod refer to. What was found once serves while the source does not answer. */
final class References {
    private final ObjectSource source;
    private final String namespace;
    private final Map<String, Map<String, String>> known = new HashMap<>();

    References(ObjectSource source, String namespace) {
        this.source = source;
        this.namespace = namespace;
    }

    /**
     * The values of a Secret; empty when there is none.
     *
     * @throws MissingReferenceException when it was never read and cannot be read now
     */
    Optional<Map<String, String>> secret(String name) {
        return read("Secret", name, () -> source.secret(namespace, name).map(References::values));
    }

    /**
     * The values of a ConfigMap; empty when there is none.
     *
     * @throws MissingReferenceException when it was never read and cannot be read now
     */
    Optional<Map<String, String>> configMap(String name) {
        return read(
                "ConfigMap",
                name,
                () -> source.configMap(namespace, name)
                        .map(object -> object.getData() == null ? Map.of() : object.getData()));
    }

    private Optional<Map<String, String>> read(
            String kind, String name, Supplier<Optional<Map<String, String>>> reading) {
        String key = kind + " " + namespace + "/" + name;
        try {
            Optional<Map<String, String>> found = reading.get();
            found.ifPresent(values -> known.put(key, values));
            return found;
        } catch (KubernetesClientException e) {
            Map<String, String> last = known.get(key);
            if (last == null) {
                throw new MissingReferenceException(key + " cannot be read: " + e.getMessage());
            }
            return Optional.of(last);
        }
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
