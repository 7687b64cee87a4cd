package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.DefaultKubernetesResourceList;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;

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
        return new KubernetesSerialization(mapper(), true);
    }

    /**
     * The same for a client that watches objects as they are, in the generic type. Otherwise fabric8 reads an event of a kind
     * that it knows, such as Deployment, into its own type first and converts that into the generic one (AbstractWatchManager
     * 7.5.2), which is slower and loses fields that its type does not know.
     */
    public static KubernetesSerialization generic() {
        ObjectMapper mapper = mapper();
        mapper.addMixIn(DefaultKubernetesResourceList.class, EmptyWhenNull.class);
        KubernetesSerialization serialization = new KubernetesSerialization(mapper, false);
        // Errors of a watch are recognised by their type.
        serialization.registerKubernetesResource(Status.class);
        return serialization;
    }

    /** A PartialObjectMetadataList of nothing has null items (kube-apiserver 1.34), and an informer wants a list. */
    private abstract static class EmptyWhenNull {
        @JsonSetter(nulls = Nulls.AS_EMPTY)
        abstract void setItems(List<?> items);
    }

    private static ObjectMapper mapper() {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                .streamWriteConstraints(StreamWriteConstraints.builder()
                        .maxNestingDepth(DEEPEST)
                        .build())
                .build();
        return new ObjectMapper(factory);
    }
}
