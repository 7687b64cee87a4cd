package io.eventtopology.operator.contract;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Valid resources that together use every field of the contract. */
final class MaximalDocuments {
    private static final Path FOLDER = Path.of("../crds/src/test/resources/io/eventtopology/crds/maximal");

    private final List<ObjectNode> documents = new ArrayList<>();

    static MaximalDocuments read() throws IOException {
        MaximalDocuments maximal = new MaximalDocuments();
        YAMLMapper yaml = new YAMLMapper();
        try (var files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                maximal.documents.add((ObjectNode) yaml.readTree(file.toFile()));
            }
        }
        return maximal;
    }

    List<ObjectNode> all() {
        return documents;
    }

    /** The first place in any document of the kind where a path of its schema is used. */
    Optional<Place> find(String kind, String path) {
        return documents.stream()
                .filter(d -> d.path("kind").asText().equals(kind))
                .flatMap(d -> Place.find(d, path).stream())
                .findFirst();
    }
}
