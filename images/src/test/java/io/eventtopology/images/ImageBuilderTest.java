package io.eventtopology.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventtopology.images.Application.Layer;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images from a base archive into archives, as on a machine without a registry and without Docker. */
class ImageBuilderTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder = Path.of("");

    private Path base = Path.of("");

    @BeforeEach
    void makeBase() throws Exception {
        base = folder.resolve("base.tar");
        baseImage(base);
    }

    @Test
    void runsAsNobodyWithTheCommandOfTheApplication() throws Exception {
        builder("images").build(application("one"));

        Map<String, byte[]> image = entries(Files.newInputStream(folder.resolve("images/greeter.tar")));
        JsonNode manifest = JSON.readTree(image.get("manifest.json")).get(0);
        JsonNode configuration =
                JSON.readTree(image.get(manifest.get("Config").asText())).get("config");
        assertThat(manifest.at("/RepoTags/0").asText()).isEqualTo("acme/things/greeter:1.2.3");
        assertThat(configuration.get("User").asText()).isEqualTo("65532:65532");
        assertThat(configuration.get("Entrypoint").toString()).isEqualTo("[\"java\",\"-jar\",\"/app/greeter.jar\"]");
        assertThat(configuration.get("WorkingDir").asText()).isEqualTo("/app");
        assertThat(configuration
                        .get("Labels")
                        .get("org.opencontainers.image.version")
                        .asText())
                .isEqualTo("1.2");
    }

    @Test
    void filesAreInTheirFoldersAndNobodyButRootMayWriteThem() throws Exception {
        builder("images").build(application("one"));

        Map<String, byte[]> image = entries(Files.newInputStream(folder.resolve("images/greeter.tar")));
        Map<String, TarArchiveEntry> files = new LinkedHashMap<>();
        for (JsonNode layer : JSON.readTree(image.get("manifest.json")).get(0).get("Layers")) {
            try (TarArchiveInputStream tar = new TarArchiveInputStream(
                    new GZIPInputStream(new ByteArrayInputStream(Objects.requireNonNull(image.get(layer.asText())))))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    files.put(entry.getName(), entry);
                }
            }
        }
        assertThat(files).containsKeys("app/libs/library.jar", "app/greeter.jar");
        assertThat(files.values())
                .filteredOn(entry -> entry.getName().startsWith("app/"))
                .allSatisfy(entry -> {
                    assertThat(entry.getLongUserId()).isZero();
                    assertThat(entry.getMode() & 0022).as(entry.getName()).isZero();
                });
    }

    /** Seen to fail when the creation time of the image was the time of the build. */
    @Test
    void theSameFilesGiveTheSameImageWheneverTheyWereWritten() throws Exception {
        String first = builder("first").build(application("one"));
        String second = builder("second").build(application("two"));

        assertThat(second).isEqualTo(first);
        assertThat(folder.resolve("second/greeter.tar")).hasSameBinaryContentAs(folder.resolve("first/greeter.tar"));
    }

    @Test
    void aMissingBaseIsNamed() {
        ImageBuilder broken = new ImageBuilder(
                "tar://" + folder.resolve("none.tar"),
                "acme",
                "1",
                "1",
                Set.of(),
                new Destination.Archives(folder.resolve("images")));

        assertThatThrownBy(() -> broken.build(application("one"))).hasStackTraceContaining("none.tar");
    }

    @Test
    void whatIsNotBuiltIsNamed() {
        assertThatThrownBy(() -> Application.all(folder))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("operator")
                .hasMessageContaining("./build-images");
    }

    private ImageBuilder builder(String target) {
        return new ImageBuilder(
                "tar://" + base,
                "acme/things",
                "1.2.3",
                "1.2",
                Set.of(),
                new Destination.Archives(folder.resolve(target)));
    }

    /** An application whose files are written anew into a folder of its own. */
    private Application application(String name) throws IOException {
        Path sources = Files.createDirectories(folder.resolve(name));
        Path library = Files.writeString(sources.resolve("library.jar"), "library");
        Path own = Files.writeString(sources.resolve("greeter.jar"), "greeter");
        Files.setLastModifiedTime(own, FileTime.from(Instant.ofEpochSecond(name.hashCode() & 0xffffff)));
        return new Application(
                "greeter",
                "Greeter",
                List.of(new Layer("libraries", List.of(library), "/app/libs"), new Layer("own", List.of(own), "/app")),
                List.of("java", "-jar", "/app/greeter.jar"));
    }

    /** An archive as {@code docker save} writes it, of one layer with one file. */
    private static void baseImage(Path file) throws Exception {
        Path layer = file.resolveSibling("layer.tar");
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(layer))) {
            add(tar, "etc/passwd", "root:x:0:0::/:\n".getBytes(StandardCharsets.UTF_8));
        }
        byte[] content = Files.readAllBytes(layer);
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        String configuration = """
                {"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}""".formatted(digest);
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(file))) {
            add(tar, "layer.tar", content);
            add(tar, "config.json", configuration.getBytes(StandardCharsets.UTF_8));
            add(
                    tar,
                    "manifest.json",
                    "[{\"Config\":\"config.json\",\"RepoTags\":[\"base:1\"],\"Layers\":[\"layer.tar\"]}]"
                            .getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void add(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static Map<String, byte[]> entries(InputStream archive) throws IOException {
        Map<String, byte[]> all = new LinkedHashMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new BufferedInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                all.put(entry.getName(), tar.readAllBytes());
            }
        }
        return all;
    }
}
