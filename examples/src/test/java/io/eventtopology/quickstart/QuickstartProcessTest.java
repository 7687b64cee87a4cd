package io.eventtopology.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventtopology.tools.cluster.ControlPlane;
import io.eventtopology.tools.process.CommandResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The quickstart as a process of its own: how it ends, and what it leaves behind. */
class QuickstartProcessTest {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Looks like the repository, with a {@code .quickstart} of its own. */
    @TempDir
    Path root;

    /** Bit of signal 2 in the masks of /proc. */
    private static final long SIGINT = 1L << 1;

    @BeforeEach
    void linkRepository() throws IOException {
        for (String folder : List.of("crds", "operator", "examples", "sample-services")) {
            Files.createSymbolicLink(root.resolve(folder), REPOSITORY.resolve(folder));
        }
    }

    /** In the midst of its work, while events are on their way; at full size also when all is shown and it stays. */
    static List<String> momentsOfCtrlC() {
        String atWork = "request         todo: POST /todos";
        return Boolean.getBoolean("full") ? List.of(atWork, "Ctrl-C ends it") : List.of(atWork);
    }

    @ParameterizedTest
    @MethodSource("momentsOfCtrlC")
    void ctrl_c_leaves_no_process_and_no_file_but_the_log(String moment) throws Exception {
        Process quickstart = start();
        List<String> lines = readUntil(quickstart, moment);
        assertThat(lines).as("nothing failed").noneMatch(line -> line.contains("✗"));
        List<ProcessHandle> children = childrenOf(quickstart);
        assertThat(children)
                .as("etcd, kube-apiserver, kube-controller-manager, broker, database, sentry, 4 services, 4 sidecars")
                .hasSizeGreaterThanOrEqualTo(14);

        signal(quickstart, "INT");

        assertEnded(quickstart, 130);
        assertGone(children);
    }

    @Test
    void services_run_in_the_background_with_ones_own_jar_until_they_are_stopped() throws Exception {
        Path mine = root.resolve("mine");
        copy(REPOSITORY.resolve("sample-services/todo/target/quarkus-app"), mine);
        List<ProcessHandle> all;
        CommandResult started = run(Map.of(), "--services", "--service", "todo=" + mine.resolve("quarkus-run.jar"));
        try {
            assertThat(started.exit()).as(started.stdout() + started.stderr()).isZero();
            assertThat(started.stdout()).endsWith("quickstart: ready\n");
            String endpoints = Files.readString(root.resolve(".quickstart/endpoints"));
            CommandResult answer = CommandResult.of(
                    List.of(
                            "sh",
                            "-c",
                            "cd '" + root + "' && . .quickstart/endpoints && curl -sSf $todo/todos $topics/"),
                    Map.of(),
                    PATIENCE);
            assertThat(answer.exit()).as(answer.stderr() + endpoints).isZero();
            assertThat(answer.stdout()).startsWith("{\"todos\":[]");
            long pid = Long.parseLong(
                    Files.readString(root.resolve(".quickstart/pid")).strip());
            all = ProcessHandle.of(pid).orElseThrow().descendants().toList();
            assertThat(all)
                    .as("my jar runs")
                    .anyMatch(process -> process.info().commandLine().orElse("").contains(mine.toString()));

            CommandResult second = run(Map.of(), "--services");
            assertThat(second.exit()).isEqualTo(1);
            assertThat(second.stderr()).contains("the services run already, as process " + pid);
        } finally {
            assertThat(run(Map.of(), "--stop").stdout()).isEqualTo("quickstart: stopped\n");
        }
        assertGone(all);
        assertThat(root.resolve(".quickstart").toFile().list()).containsOnly("operator.log", "services.log");
        assertThat(run(Map.of(), "--stop").stdout()).isEqualTo("quickstart: nothing runs\n");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
    }

    @Test
    void sigterm_while_it_starts_leaves_no_process_and_no_file_but_the_log() throws Exception {
        Process quickstart = start("--once");
        readUntil(quickstart, "Start a control plane");
        Awaitility.await().atMost(PATIENCE).until(() -> childrenOf(quickstart).size() >= 2);

        signal(quickstart, "TERM");

        assertEnded(quickstart, 143);
    }

    @Test
    void an_existing_cluster_is_used_only_by_its_name_and_left_without_the_example() throws Exception {
        try (ControlPlane plane = ControlPlane.builder().controllerManager(true).start()) {
            Map<String, String> environment =
                    Map.of("KUBECONFIG", plane.kubeconfig().toString());

            CommandResult mistyped = run(environment, "--once", "--context", "event-typology");
            assertThat(mistyped.exit()).as(mistyped.stdout()).isEqualTo(1);
            assertThat(mistyped.stdout())
                    .contains("Your kubeconfig has no context event-typology; it has: event-topology");
            assertThat(plane.client()
                            .apiextensions()
                            .v1()
                            .customResourceDefinitions()
                            .list()
                            .getItems())
                    .as("the current context was not touched")
                    .isEmpty();

            CommandResult result = run(environment, "--output", "json", "--context", "event-topology");
            assertThat(result.exit()).as(result.stdout() + result.stderr()).isZero();
            JsonNode report = new JsonMapper().readTree(result.stdout());
            assertThat(report.path("ok").asBoolean()).isTrue();
            assertThat(report.path("stages")).hasSizeGreaterThan(5);
            assertThat(result.stderr()).contains("quickstart: ok");
            assertThat(plane.client().namespaces().withName("shop").get()).isNull();
            assertThat(plane.client()
                            .configMaps()
                            .inNamespace("event-topology-system")
                            .list()
                            .getItems())
                    .as("records of topics that are gone")
                    .extracting(record -> record.getMetadata().getName())
                    .containsOnly("kube-root-ca.crt");

            plane.client()
                    .resource("{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"shop\"}}")
                    .create();
            CommandResult occupied = run(environment, "--once", "--context", "event-topology");
            assertThat(occupied.exit()).isEqualTo(1);
            assertThat(occupied.stdout()).contains("The namespace shop exists already in that cluster");
            assertThat(plane.client().namespaces().withName("shop").get()).isNotNull();
        }
    }

    @Test
    void wrong_arguments_are_told_apart_from_failed_checks() {
        assertThat(run(Map.of(), "--twice").exit()).isEqualTo(2);
        assertThat(run(Map.of(), "--output", "xml").stderr())
                .contains("--output")
                .contains("text, json");
        assertThat(run(Map.of(), "--services", "--once").exit()).isEqualTo(2);
        CommandResult service = run(Map.of(), "--service", "todos=my.jar");
        assertThat(service.exit()).isEqualTo(2);
        assertThat(service.stderr()).contains("the services are todo, user, notify, analytics");
        CommandResult jar = run(Map.of(), "--service", "todo=no/such.jar");
        assertThat(jar.exit()).isEqualTo(2);
        assertThat(jar.stderr()).contains("--service todo: there is no file no/such.jar");
    }

    /**
     * A shell starts what it runs in the background with SIGINT ignored, children inherit that, and a JVM then leaves it so. The
     * quickstart of these tests is one that a person started.
     */
    private static List<String> answeringToCtrlC() {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return List.of();
        }
        try (Stream<String> lines = Files.lines(status)) {
            boolean ignored = lines.filter(line -> line.startsWith("SigIgn:"))
                    .map(line -> Long.parseUnsignedLong(
                            line.substring("SigIgn:".length()).strip(), 16))
                    .anyMatch(signals -> (signals & SIGINT) != 0);
            return ignored ? List.of("env", "--default-signal=INT") : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(answeringToCtrlC());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Quickstart.class.getName(),
                "--root",
                root.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private CommandResult run(Map<String, String> environment, String... arguments) {
        return CommandResult.of(command(arguments), environment, PATIENCE);
    }

    private Process start(String... arguments) throws IOException {
        return new ProcessBuilder(command(arguments)).redirectErrorStream(true).start();
    }

    private static List<String> readUntil(Process process, String text) throws IOException {
        List<String> lines = new ArrayList<>();
        BufferedReader reader = process.inputReader();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            lines.add(line);
            if (line.contains(text)) {
                return lines;
            }
        }
        throw new AssertionError("It ended before \"" + text + "\":\n" + String.join("\n", lines));
    }

    private static void signal(Process process, String name) {
        CommandResult kill = CommandResult.of(
                List.of("kill", "-" + name, String.valueOf(process.pid())), Map.of(), Duration.ofSeconds(10));
        assertThat(kill.exit()).as(kill.stderr()).isZero();
    }

    private static List<ProcessHandle> childrenOf(Process process) {
        return process.descendants().toList();
    }

    /** The kernel has ended them all, but a shell that guarded one may be a zombie until init has taken note. */
    private static void assertGone(Collection<ProcessHandle> children) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(children).as("processes left behind").noneMatch(ProcessHandle::isAlive));
    }

    private void assertEnded(Process process, int exit) throws Exception {
        assertThat(process.waitFor(100, TimeUnit.SECONDS)).as("it ends").isTrue();
        assertThat(process.exitValue()).isEqualTo(exit);
        // All children have the folder on their command line.
        assertThat(ProcessHandle.allProcesses()
                        .filter(other -> other.info().commandLine().orElse("").contains(root.toString())))
                .as("processes left behind")
                .isEmpty();
        assertThat(root.resolve(".quickstart")).isDirectoryContaining("glob:**operator.log");
        assertThat(root.resolve(".quickstart").toFile().list()).containsExactly("operator.log");
    }
}
