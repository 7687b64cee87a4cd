package io.eventtopology.crds;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import org.junit.jupiter.api.Test;

class ContractSerializationTest {
    @Test
    void aListWithoutItemsIsEmpty() {
        GenericKubernetesResourceList list =
                ContractSerialization.generic().unmarshal("""
                        {"kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1",
                         "metadata": {"resourceVersion": "7"}, "items": null}
                        """, GenericKubernetesResourceList.class);

        assertThat(list.getItems()).isEmpty();
        assertThat(list.getMetadata().getResourceVersion()).isEqualTo("7");
    }
}
