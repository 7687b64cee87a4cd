package io.eventtopology.operator.apply;

import java.util.Map;

/**
 * Values that the operator made itself, for a Secret beside an app. {@code toString} shows no value.
 *
 * @param namespace namespace of the Secret
 * @param name name of the Secret
 * @param data key → value in base64
 */
public record OwnSecret(String namespace, String name, Map<String, String> data) {
    /** Copies the map. */
    public OwnSecret {
        data = Map.copyOf(data);
    }

    @Override
    public String toString() {
        return "OwnSecret[" + namespace + "/" + name + ", keys " + data.keySet() + "]";
    }
}
