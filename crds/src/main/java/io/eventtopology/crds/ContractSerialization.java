package io.eventtopology.crds;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** How a client reads resources that anybody may have stored. */
public final class ContractSerialization {
    /** The API server's own limit (Go's encoding/json), under which everything that it stores is. */
    private static final int DEEPEST = 10_000;

    private ContractSerialization() {}

    /**
     * A serialization for {@code KubernetesClientBuilder.withKubernetesSerialization}. Jackson by itself gives up at 1,000
     * levels, and the API server stores an inline schema of more: one such resource would make every list of its kind
     * unreadable.
     */
    public static KubernetesSerialization create() {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                .streamWriteConstraints(StreamWriteConstraints.builder()
                        .maxNestingDepth(DEEPEST)
                        .build())
                .build();
        return new KubernetesSerialization(new ObjectMapper(factory), true);
    }
}
