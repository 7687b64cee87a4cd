package io.eventtopology.tools.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.eventtopology.tools.cache.CacheFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each rung with small scripts in the place of the programs and of Go. */
class ProgramLadderTest {
    @TempDir
    Path root;

    private final Map<String, String> environment = new HashMap<>();
    private final Properties sums = new Properties();
    private final ByteArrayOutputStream progress = new ByteArrayOutputStream();
    private HttpServer server;
    private Optional<Program.Release> release = Optional.empty();

    @BeforeEach
    void serve() throws IOException {
        Files.createDirectories(root.resolve("path"));
        environment.put("PATH", root.resolve("path").toString());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void an_explicit_path_comes_first() throws IOException {
        Path explicit = program(root.resolve("mine"), "1.2.9");
        program(root.resolve("path/fake"), "1.3.0");
        environment.put("EVENT_TOPOLOGY_FAKE", explicit.toString());

        assertThat(ladder().bring(fake()))
                .isEqualTo(new FoundProgram("fake", "1.2.9", explicit, "by EVENT_TOPOLOGY_FAKE"));
    }

    @Test
    void an_explicit_path_that_is_no_program_is_an_error_even_if_path_has_one() throws IOException {
        program(root.resolve("path/fake"), "1.3.0");
        environment.put("EVENT_TOPOLOGY_FAKE", root.resolve("absent").toString());

        assertThatThrownBy(() -> ladder().find(fake()))
                .isInstanceOf(ProgramUnavailableException.class)
                .hasMessageContaining("EVENT_TOPOLOGY_FAKE names " + root.resolve("absent"))
                .hasMessageContaining("Correct it or unset it");
    }

    @Test
    void an_explicit_path_that_is_too_old_is_an_error() throws IOException {
        environment.put(
                "EVENT_TOPOLOGY_FAKE", program(root.resolve("mine"), "1.1.0").toString());

        assertThatThrownBy(() -> ladder().find(fake()))
                .isInstanceOf(ProgramUnavailableException.class)
                .hasMessageContaining("whose version is 1.1.0; fake 1.2 or newer is needed");
    }

    @Test
    void path_is_searched_in_order_for_one_that_is_new_enough() throws IOException {
        Path old = program(Files.createDirectories(root.resolve("a")).resolve("fake"), "1.1.9");
        Path mute = script(Files.createDirectories(root.resolve("b")).resolve("fake"), "exit 1");
        Path good = program(Files.createDirectories(root.resolve("c")).resolve("fake"), "2.0.0-dispatcher");
        environment.put("PATH", old.getParent() + ":" + mute.getParent() + ":" + good.getParent());

        assertThat(ladder().bring(fake())).isEqualTo(new FoundProgram("fake", "2.0.0-dispatcher", good, "on PATH"));
    }

    @Test
    void the_cache_is_used_before_anything_is_fetched_or_built() throws IOException {
        Path cached = program(Files.createDirectories(root.resolve("cache/bin")).resolve("fake-1.2.3"), "1.2.3");
        serveRelease("unused");
        fakeGo("echo must not run; exit 1");

        assertThat(ladder().bring(fake())).isEqualTo(new FoundProgram("fake", "1.2.3", cached, "from the cache"));
    }

    @Test
    void a_release_with_the_pinned_sum_goes_to_the_cache() throws Exception {
        String body = serveRelease("#!/bin/sh\necho 'fake version 1.2.3'\n");
        sums.setProperty("fake-1.2.3-linux-amd64", sha256(body));

        FoundProgram found = ladder().bring(fake());

        assertThat(found.how()).isEqualTo("official release");
        assertThat(found.path()).isEqualTo(root.resolve("cache/bin/fake-1.2.3")).isExecutable();
        assertThat(progressText()).contains("downloading http://");
        server.stop(0);
        assertThat(ladder().bring(fake()).how()).isEqualTo("from the cache");
    }

    @Test
    void a_release_in_an_archive_is_unpacked() throws Exception {
        Path folder = Files.createDirectories(root.resolve("archive/fake-1.2.3"));
        program(folder.resolve("fake"), "1.2.3");
        Path archive = root.resolve("fake.tar.gz");
        assertThat(new ProcessBuilder(
                                "tar",
                                "-czf",
                                archive.toString(),
                                "-C",
                                folder.getParent().toString(),
                                "fake-1.2.3")
                        .start()
                        .waitFor())
                .isZero();
        byte[] body = Files.readAllBytes(archive);
        release = Optional.of(serve(body, "fake-{version}/fake"));
        sums.setProperty("fake-1.2.3-linux-amd64", sha256(body));

        assertThat(ladder().bring(fake()).path())
                .isEqualTo(root.resolve("cache/bin/fake-1.2.3"))
                .isExecutable();
    }

    @Test
    void a_release_with_another_sum_is_never_kept() throws Exception {
        serveRelease("tampered");
        sums.setProperty("fake-1.2.3-linux-amd64", sha256("original"));

        assertThatThrownBy(() -> ladder().find(fake()))
                .isInstanceOf(ProgramUnavailableException.class)
                .hasMessageContaining(sha256("tampered") + ", but " + sha256("original") + " is pinned");
        assertThat(root.resolve("cache/bin/fake-1.2.3")).doesNotExist();
    }

    @Test
    void a_release_without_a_pinned_sum_is_not_downloaded() {
        serveRelease("anything");

        assertThatThrownBy(() -> ladder().find(fake()))
                .hasMessageContaining("no SHA-256 sum is pinned for the release of fake 1.2.3 for linux/amd64");
        assertThat(progressText()).doesNotContain("downloading");
    }

    @Test
    void without_the_internet_the_build_follows() throws Exception {
        serveRelease("#!/bin/sh\n");
        sums.setProperty("fake-1.2.3-linux-amd64", sha256("#!/bin/sh\n"));
        server.stop(0);
        fakeGo(BUILD);

        assertThat(ladder().bring(fake()).how()).isEqualTo("built with Go");
    }

    @Test
    void a_build_uses_the_pinned_module_and_shows_progress() throws IOException {
        fakeGo(BUILD);

        FoundProgram found = ladder().bring(fake());

        assertThat(found)
                .isEqualTo(new FoundProgram("fake", "1.2.3", root.resolve("cache/bin/fake-1.2.3"), "built with Go"));
        assertThat(Files.readString(root.resolve("calls")))
                .isEqualTo("build -trimpath -mod=mod -buildvcs=false -tags stable -ldflags -s -w -o "
                        + root.resolve("cache/build/fake-1.2.3/fake.built") + " example.org/fake CGO_ENABLED=0\n");
        assertThat(root.resolve("cache/build/fake-1.2.3/go.sum")).isNotEmptyFile();
        assertThat(progressText())
                .contains("building fake 1.2.3 (a moment, once) ...")
                .contains("ended after 0 s");
    }

    @Test
    void a_main_package_of_ours_is_built_from_beside_its_module() throws IOException {
        fakeGo(BUILD);

        ladder().bring(fakeOf(new Program.GoSource("dapr", "./daprd", "", "-s -w", "a moment")));

        assertThat(root.resolve("cache/build/fake-1.2.3/daprd/main.go"))
                .content()
                .contains("package main")
                .contains("nameresolution/sqlite");
        assertThat(Files.readString(root.resolve("calls"))).contains(" ./daprd CGO_ENABLED=0");
    }

    @Test
    void many_that_need_the_same_program_build_it_once() throws Exception {
        fakeGo("sleep 1\n" + BUILD);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Path>> all = Stream.generate(() -> threads.submit(() -> ladder().find(fake())))
                    .limit(4)
                    .toList();
            for (Future<Path> path : all) {
                assertThat(path.get()).isEqualTo(root.resolve("cache/bin/fake-1.2.3"));
            }
        }
        assertThat(Files.readAllLines(root.resolve("calls"))).hasSize(1);
        assertThat(progressText()).contains("waiting for another process that brings fake 1.2.3");
    }

    @Test
    void a_failed_build_shows_what_go_said_and_leaves_no_program() throws IOException {
        fakeGo("echo 'go: module needs go >= 1.26.0' >&2; exit 1");

        assertThatThrownBy(() -> ladder().find(fake()))
                .isInstanceOf(ProgramUnavailableException.class)
                .hasMessageContaining("go build failed with exit status 1")
                .hasMessageContaining("module needs go >= 1.26.0");
        assertThat(root.resolve("cache/bin/fake-1.2.3")).doesNotExist();
    }

    @Test
    void when_nothing_works_the_message_says_what_was_tried_and_what_to_install() throws IOException {
        program(root.resolve("path/fake"), "1.1.0");

        assertThatThrownBy(() -> ladder().find(fake()))
                .isInstanceOf(ProgramUnavailableException.class)
                .hasMessage("""
                        Cannot bring fake 1.2.3:
                          - EVENT_TOPOLOGY_FAKE is not set
                          - PATH has no fake 1.2 or newer (%1$s/path/fake is version 1.1.0)
                          - the cache has no %1$s/cache/bin/fake-1.2.3
                          - there is no official release of fake
                          - it cannot be built, because PATH has no go
                        Install Go 1.26 or newer so that it can be built, or install fake 1.2 or newer on PATH, \
                        or set EVENT_TOPOLOGY_FAKE to its path.""".formatted(root));
    }

    @Test
    void the_pinned_programs_understand_their_own_version_output() {
        assertThat(Program.ETCD.versionIn("etcd Version: 3.6.16\nGit SHA: x")).contains("3.6.16");
        assertThat(Program.KUBE_APISERVER.versionIn("Kubernetes v1.34.4")).contains("1.34.4");
        assertThat(Program.KUBECTL.versionIn("Client Version: v1.32.4-dispatcher\nKustomize Version: v5.5.0"))
                .contains("1.32.4-dispatcher");
        assertThat(Program.DAPRD.versionIn("1.16.0\n")).contains("1.16.0");
        assertThat(Program.SENTRY.versionIn(
                        "level=info msg=\"Starting Dapr Sentry certificate authority -- version 1.16.0 -- commit \""))
                .contains("1.16.0");
        assertThat(Program.KUBECTL.accepts("1.32.4-dispatcher")).isTrue();
        assertThat(Program.KUBE_APISERVER.accepts("1.29.9")).isFalse();
        assertThat(Program.KUBE_APISERVER.accepts("2.0.0")).isTrue();
        assertThat(Program.ETCD.accepts("3.4.23")).isFalse();
        assertThat(Program.ETCD.accepts("nonsense")).isFalse();
    }

    @Test
    void the_table_and_the_json_name_every_program() {
        List<FoundProgram> found = List.of(new FoundProgram("fake", "1.2.3", Path.of("/bin/fake"), "on PATH"));

        assertThat(BringPrograms.table(found).lines())
                .hasSize(2)
                .last()
                .asString()
                .matches("fake +1.2.3 +on PATH +/bin/fake");
        assertThat(BringPrograms.json(found)).isEqualToIgnoringWhitespace("""
                        [{"name": "fake", "version": "1.2.3", "path": "/bin/fake", "how": "on PATH"}]
                        """);
    }

    /** What {@code go build} does as far as the ladder sees: it writes the file named after {@code -o}. */
    private static final String BUILD = """
            echo "$* CGO_ENABLED=$CGO_ENABLED" >> "$CALLS"
            while [ "$1" != -o ]; do shift; done
            printf '#!/bin/sh\\n' > "$2"
            /bin/chmod +x "$2"
            """;

    private void fakeGo(String body) throws IOException {
        script(root.resolve("path/go"), "CALLS=" + root.resolve("calls") + "\nPATH=/usr/bin:/bin\n" + body);
    }

    private ProgramLadder ladder() {
        return new ProgramLadder(
                new Surroundings(
                        environment,
                        "linux",
                        "amd64",
                        new CacheFolder(root.resolve("cache")),
                        new PrintStream(progress, true, StandardCharsets.UTF_8)),
                ReleaseSums.of(sums));
    }

    private Program fake() {
        return fakeOf(new Program.GoSource("etcd", "example.org/fake", "stable", "-s -w", "a moment"));
    }

    private Program fakeOf(Program.GoSource source) {
        return new Program("fake", "1.2.3", "1.2", List.of("--version"), "fake version ([^\\s]+)", release, source);
    }

    private String progressText() {
        return progress.toString(StandardCharsets.UTF_8);
    }

    private String serveRelease(String body) {
        release = Optional.of(serve(body.getBytes(StandardCharsets.UTF_8), ""));
        return body;
    }

    private Program.Release serve(byte[] body, String member) {
        server.createContext("/1.2.3/linux/amd64", exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        return new Program.Release(
                "http://127.0.0.1:" + server.getAddress().getPort() + "/{version}/{os}/{arch}", member);
    }

    private static Path program(Path file, String version) throws IOException {
        return script(file, "echo 'fake version " + version + "'");
    }

    private static Path script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private static String sha256(String body) throws Exception {
        return sha256(body.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(byte[] body) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    }
}
