package io.eventtopology.tools.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without Go, from a module proxy on this machine; {@code ThirdPartyCrdsTest} brings the real modules. */
class ModuleFilesTest {
    private static final List<String> NAMES = List.of("crds/a.yaml");

    @TempDir
    Path root;

    private final Map<String, String> environment = new HashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer proxy;
    private GoModule module;

    @BeforeEach
    void serve() throws IOException {
        byte[] zip = zip();
        Path file = Files.write(root.resolve("sum.zip"), zip);
        module = new GoModule("example.org/m", "v1.0.0", new ModuleZip(file).sum());
        proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/example.org/m/@v/v1.0.0.zip", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(200, zip.length);
            exchange.getResponseBody().write(zip);
            exchange.close();
        });
        proxy.start();
        environment.put("XDG_CACHE_HOME", root.toString());
        environment.put("PATH", root.toString());
        environment.put("GOPROXY", "http://127.0.0.1:" + proxy.getAddress().getPort() + "/,direct");
    }

    @AfterEach
    void stop() {
        proxy.stop(0);
    }

    @Test
    void without_go_the_proxy_is_asked_once() {
        Path folder = ModuleFiles.of(environment).fetch(module, "crds", NAMES);

        assertThat(folder.resolve("crds/a.yaml")).hasContent("kind: A");
        assertThat(folder.resolve("b.txt")).doesNotExist();
        proxy.stop(0);
        assertThat(ModuleFiles.of(environment).fetch(module, "crds", NAMES)).isEqualTo(folder);
        assertThat(requests).hasValue(1);
        assertThat(folder.getParent().toFile().list()).containsExactlyInAnyOrder("crds", ".crds.lock");
    }

    @Test
    void another_sum_than_the_pinned_one_is_refused() {
        GoModule pinned = new GoModule(module.path(), module.version(), "h1:other");

        assertThatThrownBy(() -> ModuleFiles.of(environment).fetch(pinned, "crds", NAMES))
                .isInstanceOf(ModuleUnavailableException.class)
                .hasMessageContaining("came with the sum " + module.sum() + ", but h1:other is pinned");
    }

    @Test
    void when_nothing_works_the_message_says_what_was_tried_and_what_to_do() {
        environment.put("GOPROXY", "off");

        assertThatThrownBy(() -> ModuleFiles.of(environment).fetch(module, "crds", NAMES))
                .isInstanceOf(ModuleUnavailableException.class)
                .hasMessageContaining("Cannot bring the Go module example.org/m@v1.0.0")
                .hasMessageContaining("go mod download: exit status 127")
                .hasMessageContaining("GOPROXY names no module proxy")
                .hasMessageContaining("Install Go, or set GOPROXY");
    }

    @Test
    void a_proxy_that_does_not_know_the_module_is_named() {
        GoModule unknown = new GoModule("example.org/unknown", "v1.0.0", "h1:x");

        assertThatThrownBy(() -> ModuleFiles.of(environment).fetch(unknown, "crds", NAMES))
                .hasMessageContaining("/example.org/unknown/@v/v1.0.0.zip")
                .hasMessageContaining("the server answered 404");
    }

    @Test
    void a_file_that_the_module_lacks_is_an_error() {
        assertThatThrownBy(() -> ModuleFiles.of(environment).fetch(module, "other", List.of("absent.yaml")))
                .hasRootCauseMessage("example.org/m@v1.0.0 has no file absent.yaml");
    }

    private static byte[] zip() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> file :
                    Map.of("crds/a.yaml", "kind: A", "b.txt", "b").entrySet()) {
                out.putNextEntry(new ZipEntry("example.org/m@v1.0.0/" + file.getKey()));
                out.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
