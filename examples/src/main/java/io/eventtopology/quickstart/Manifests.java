package io.eventtopology.quickstart;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads YAML files as they are, without a model that could lose fields. */
final class Manifests {
    private Manifests() {}

    /** YAML files of a folder, by name. */
    static List<Path> in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + folder, e);
        }
    }

    /** The objects of a file. */
    static List<GenericKubernetesResource> read(Path file) {
        try (MappingIterator<GenericKubernetesResource> documents =
                new YAMLMapper().readerFor(GenericKubernetesResource.class).readValues(file.toFile())) {
            List<GenericKubernetesResource> objects = new ArrayList<>();
            while (documents.hasNext()) {
                // A comment before the first separator is an empty document.
                GenericKubernetesResource object = documents.next();
                if (object != null && object.getMetadata() != null) {
                    objects.add(object);
                }
            }
            return objects;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
