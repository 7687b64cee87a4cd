package io.eventtopology.crds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The committed manifests are what the Java types give. {@code -Dmanifests.write=true} writes them anew. */
class CrdManifestsTest {
    private static final Path MANIFESTS = Path.of("manifests");

    @Test
    void manifestsMatchTheTypes() throws IOException {
        Map<String, String> generated = CrdManifests.generate();
        for (Map.Entry<String, String> crd : generated.entrySet()) {
            Path file = MANIFESTS.resolve(crd.getKey());
            if (Boolean.getBoolean("manifests.write")) {
                Files.writeString(file, crd.getValue());
            }
            assertThat(file)
                    .as("run ./mvnw -pl crds test -Dtest=CrdManifestsTest -Dmanifests.write=true and commit the result")
                    .hasContent(crd.getValue());
        }
        try (var files = Files.list(MANIFESTS)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(generated.keySet());
        }
    }
}
