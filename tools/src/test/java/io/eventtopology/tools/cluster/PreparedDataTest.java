package io.eventtopology.tools.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventtopology.tools.cache.CacheFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedDataTest {
    @TempDir
    Path folder;

    private int prepared;

    @Test
    void the_same_crds_are_prepared_once_and_others_by_themselves() throws IOException {
        assertThat(copied("one", "home-1")).hasContent("1");
        assertThat(copied("one", "home-2")).hasContent("1");
        assertThat(copied("two", "home-3")).hasContent("2");
        assertThat(prepared).isEqualTo(2);
    }

    /** Seen to fail: without the look at the number of entries, all fourteen stay. */
    @Test
    void those_used_last_are_kept_and_nothing_half() throws IOException {
        copied("crd-0", "home-0");
        Path oldest = entries().getFirst();
        Files.setLastModifiedTime(oldest, FileTime.from(Instant.EPOCH));
        Files.createDirectories(root().resolve("new123")).toFile().setLastModified(1);
        for (int i = 1; i <= 12; i++) {
            copied("crd-" + i, "home-" + i);
        }

        assertThat(entries()).hasSize(12).doesNotContain(oldest).noneMatch(entry -> entry.endsWith("new123"));
        assertThat(copied("crd-12", "home-again")).hasContent("13");
    }

    @Test
    void what_could_not_be_prepared_leaves_nothing() throws IOException {
        PreparedData data = data("one");

        assertThatThrownBy(() -> data.copyTo(folder.resolve("home"), empty -> {
                    throw new ControlPlaneException("no port");
                }))
                .isInstanceOf(ControlPlaneException.class);
        assertThat(entries()).isEmpty();
    }

    private Path copied(String crd, String home) throws IOException {
        Path target = Files.createDirectories(folder.resolve(home));
        data(crd).copyTo(target, this::prepare);
        return target.resolve("etcd/db");
    }

    private PreparedData data(String crd) throws IOException {
        Path file = Files.writeString(folder.resolve(crd + ".yaml"), crd);
        Path program = folder.resolve("etcd-program");
        if (!Files.exists(program)) {
            Files.writeString(program, "etcd");
        }
        return new PreparedData(new CacheFolder(folder.resolve("cache")), List.of(program), List.of(file));
    }

    private void prepare(Path empty) {
        prepared++;
        try {
            Files.writeString(Files.createDirectories(empty.resolve("etcd")).resolve("db"), Integer.toString(prepared));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path root() {
        return folder.resolve("cache/control-planes");
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(root())) {
            return entries.filter(Files::isDirectory).toList();
        }
    }
}
