package io.eventtopology.tools.cluster;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Puts the CRDs of a YAML file on an API server. */
final class CrdFile {
    private static final PatchContext SERVER_SIDE = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("control-plane")
            .withForce(true)
            .build();

    private CrdFile() {}

    /** Applies all CRDs of the file and returns their names. */
    static List<String> apply(KubernetesClient client, Path file) {
        // Untyped, so that fields which our client's model does not know reach the server.
        try (MappingIterator<GenericKubernetesResource> documents =
                new YAMLMapper().readerFor(GenericKubernetesResource.class).readValues(file.toFile())) {
            List<String> names = new ArrayList<>();
            while (documents.hasNext()) {
                // A comment before the first separator is an empty document.
                GenericKubernetesResource crd = documents.next();
                if (crd != null && crd.getMetadata() != null) {
                    client.resource(crd).patch(SERVER_SIDE);
                    names.add(crd.getMetadata().getName());
                }
            }
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the CRD " + file, e);
        }
    }

    /** Whether the API server serves the CRD. */
    static boolean isEstablished(KubernetesClient client, String name) {
        CustomResourceDefinition crd = client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(name)
                .get();
        return crd != null
                && crd.getStatus() != null
                && crd.getStatus().getConditions() != null
                && crd.getStatus().getConditions().stream()
                        .anyMatch(c -> c.getType().equals("Established")
                                && c.getStatus().equals("True"));
    }
}
