package io.eventtopology.planner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventtopology.planner.naming.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/** Digests of objects. */
final class Digest {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
            .build();

    private Digest() {}

    /** SHA-256 in hexadecimal: changes exactly when the content of an object or their order does. */
    static String of(List<HasMetadata> objects) {
        try {
            return Names.sha256(JSON.writeValueAsString(objects));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Objects of the Kubernetes model can always be written", e);
        }
    }
}
