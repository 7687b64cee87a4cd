package io.eventtopology.tools.localrun;

import static io.eventtopology.tools.localrun.RunnerObjects.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eventtopology.tools.program.Program;
import io.eventtopology.tools.program.ProgramLadder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class LocalRunnerTest {
    private static final Duration START = Duration.ofSeconds(60);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final List<RunnerEvent> EVENTS = new CopyOnWriteArrayList<>();
    private static final List<HasMetadata> FIRST = List.of(
            RunnerObjects.deployment(
                    "shopper",
                    RunnerObjects.fromSecret("TOKEN", "shopper-secret", "token"),
                    RunnerObjects.variable("GREETING", "hello $(TOKEN) for $$5")),
            RunnerObjects.configuration("shopper"),
            RunnerObjects.secret("shopper-secret", Map.of("token", "s3cret", "ca.crt", "pem")),
            RunnerObjects.inMemory("memory", "shopper"),
            RunnerObjects.dapr("""
                    apiVersion: dapr.io/v1alpha1
                    kind: Component
                    metadata: {name: with-secret, namespace: shop}
                    spec:
                      type: pubsub.in-memory
                      version: v1
                      metadata:
                        - name: unused
                          secretKeyRef: {name: shopper-secret, key: ca.crt}
                    scopes: [shopper]
                    """),
            RunnerObjects.subscription("bought", "memory", "shopper"),
            RunnerObjects.deployment("shelf"),
            RunnerObjects.configuration("shelf", "shopper"),
            RunnerObjects.inMemory("of-the-shelf", "shelf"));

    @TempDir
    private static Path folder;

    private static FixedObjects objects;
    private static LocalRunner runner;

    @BeforeAll
    static void start() {
        objects = new FixedObjects(FIRST);
        ProgramLadder ladder = ProgramLadder.ofThisMachine();
        runner =
                LocalRunner.start(RunnerSettings.of(objects, RunnerObjects.TINY_APP, ladder.find(Program.DAPRD), folder)
                        .withSentry(ladder.find(Program.SENTRY))
                        .withListener(EVENTS::add)
                        .withLongestGrace(Duration.ofSeconds(9)));
    }

    @AfterAll
    static void stop() {
        List<Long> pids = runner.pids();
        List<RunnerPod> pods = runner.pods();
        runner.close();
        assertThat(pids).isNotEmpty().noneMatch(pid -> ProcessHandle.of(pid).isPresent());
        assertThat(pods).isNotEmpty().allSatisfy(pod -> {
            assertThat(pod.log(Part.APP)).content().contains("asked to stop");
            assertThat(pod.folder().resolve("secrets.json")).doesNotExist();
        });
    }

    @BeforeEach
    void begin() throws InterruptedException {
        objects.replace(FIRST);
        runner.awaitReady(START);
        EVENTS.clear();
    }

    @Test
    void an_event_comes_back_through_the_sidecar() {
        String path = "/dapr-api/v1.0/publish/memory/bought";
        // The component in memory forgets what is published before the sidecar has found the app healthy and
        // subscribed.
        await().atMost(START).untilAsserted(() -> {
            assertThat(post("shopper", path, "{\"item\":\"tea\"}").statusCode()).isEqualTo(204);
            assertThat(get("shopper", "/received")).contains("\"item\":\"tea\"");
        });
    }

    @Test
    void environment_and_secrets_arrive_and_secrets_are_readable_for_this_user_only() throws IOException {
        RunnerPod pod = pod("shopper");
        assertThat(get("shopper", "/env/TOKEN")).isEqualTo("s3cret");
        assertThat(get("shopper", "/env/GREETING")).isEqualTo("hello s3cret for $5");
        assertThat(get("shopper", "/env/SERVICE_PORT"))
                .isEqualTo(Integer.toString(pod.ports().app()));
        assertThat(get("shopper", "/env/HOSTNAME")).isEqualTo(pod.name());
        Path secrets = pod.folder().resolve("secrets.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets)))
                .isEqualTo("rw-------");
        assertThat(secrets).content().contains("ca.crt").doesNotContain("s3cret");
        assertThat(ProcessHandle.of(pod.sidecarPid().orElseThrow())
                        .orElseThrow()
                        .info()
                        .commandLine()
                        .orElse(""))
                .contains("daprd")
                .doesNotContain("s3cret");
        assertThat(get("shopper", "/dapr-api/v1.0/secrets/local-secrets/shopper-secret"))
                .doesNotContain("pem");
    }

    @Test
    void a_sidecar_loads_only_what_is_in_its_scope() {
        String loaded = get("shopper", "/dapr-api/v1.0/metadata");
        assertThat(loaded).contains("\"memory\"", "with-secret").doesNotContain("of-the-shelf");
    }

    @Test
    void the_callee_decides_who_may_call_it() {
        // The callee's sidecar lets nobody in before it has found its app healthy, which is a little later than we do.
        await().atMost(START)
                .untilAsserted(() -> assertThat(get("shopper", "/dapr-api/v1.0/invoke/shelf/method/env/APP_ID"))
                        .isEqualTo("shelf"));
        HttpResponse<String> refused =
                send(HttpRequest.newBuilder(uri("shelf", "/dapr-api/v1.0/invoke/shopper/method/env/APP_ID")));
        assertThat(refused.statusCode()).isEqualTo(403);
    }

    @Test
    void what_dies_starts_again_and_the_pod_is_not_ready_meanwhile() throws InterruptedException {
        RunnerPod before = pod("shopper");
        runner.kill(before, Part.APP);
        await().until(() -> !pod("shopper").ready());
        assertThat(objects.status(NAMESPACE, "shopper").orElseThrow().getReadyReplicas())
                .isNull();
        runner.awaitReady(START);
        runner.kill(before, Part.SIDECAR);
        await().until(() -> !pod("shopper").ready());
        runner.awaitReady(START);
        RunnerPod after = pod("shopper");
        assertThat(after.name()).isEqualTo(before.name());
        assertThat(after.appPid()).isNotEqualTo(before.appPid());
        assertThat(after.sidecarPid()).isNotEqualTo(before.sidecarPid());
        assertThat(EVENTS)
                .filteredOn(event -> event.kind() == RunnerEvent.Kind.DIED)
                .extracting(RunnerEvent::part)
                .containsExactly(Part.APP, Part.SIDECAR);
        assertThat(objects.status(NAMESPACE, "shopper").orElseThrow().getReadyReplicas())
                .isEqualTo(1);
    }

    @Test
    void an_app_whose_liveness_fails_is_restarted() throws InterruptedException {
        String pid = get("shelf", "/pid");
        get("shelf", "/die-slowly");
        await().atMost(START)
                .until(() -> EVENTS.stream().anyMatch(event -> event.kind() == RunnerEvent.Kind.RESTARTED));
        runner.awaitReady(START);
        assertThat(get("shelf", "/pid")).isNotEqualTo(pid);
    }

    @Test
    void another_template_comes_up_before_the_old_pod_stops() throws InterruptedException {
        RunnerPod old = pod("shelf");
        replaceShelf(RunnerObjects.deployment("shelf", RunnerObjects.variable("COLOUR", "green")));
        runner.awaitReady(START);
        assertThat(pod("shelf").name()).isNotEqualTo(old.name());
        assertThat(get("shelf", "/env/COLOUR")).isEqualTo("green");
        List<RunnerEvent> ofShelf =
                EVENTS.stream().filter(event -> event.service().equals("shelf")).toList();
        int ready = indexOf(ofShelf, RunnerEvent.Kind.READY);
        int stopping = indexOf(ofShelf, RunnerEvent.Kind.STOPPING);
        assertThat(ready).isBetween(0, stopping);
        assertThat(ofShelf.get(stopping).pod()).isEqualTo(old.name());
        assertThat(old.log(Part.APP)).content().contains("asked to stop");
    }

    @Test
    void a_template_that_cannot_start_leaves_the_old_pod_and_says_why() {
        RunnerPod old = pod("shelf");
        replaceShelf(RunnerObjects.deployment("shelf", RunnerObjects.variable("BROKEN", "no such table")));
        await().atMost(START)
                .until(() -> EVENTS.stream()
                        .anyMatch(event -> event.kind() == RunnerEvent.Kind.DIED
                                && event.message().contains("status 7")
                                && event.message().contains("cannot start: no such table")));
        assertThat(pod("shelf").name()).isEqualTo(old.name());
        assertThat(pod("shelf").ready()).isTrue();
        DeploymentStatus status = objects.status(NAMESPACE, "shelf").orElseThrow();
        assertThat(status.getReadyReplicas()).isEqualTo(1);
        assertThat(status.getUpdatedReplicas()).isEqualTo(1);
        assertThat(status.getReplicas()).isEqualTo(2);
        assertThatThrownBy(() -> runner.awaitReady(Duration.ZERO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ended with status 7")
                .hasMessageContaining("cannot start: no such table");
    }

    @Test
    void a_deployment_that_cannot_be_understood_holds_up_no_other() {
        List<HasMetadata> more = new ArrayList<>();
        more.add(new DeploymentBuilder(RunnerObjects.deployment("a-bad-one"))
                .editSpec()
                .editTemplate()
                .editMetadata()
                .addToAnnotations("dapr.io/block-shutdown-duration", "soon")
                .endMetadata()
                .endTemplate()
                .endSpec()
                .build());
        more.addAll(FIRST);
        replaceShelf(more, RunnerObjects.deployment("shelf", RunnerObjects.variable("COLOUR", "blue")));
        await().atMost(START).until(() -> get("shelf", "/env/COLOUR").equals("blue"));
        assertThat(runner.pods(NAMESPACE, "a-bad-one")).isEmpty();
        assertThat(objects.status(NAMESPACE, "a-bad-one").orElseThrow().getUnavailableReplicas())
                .isEqualTo(1);
    }

    @Test
    void a_missing_secret_is_waited_for() {
        replaceShelf(RunnerObjects.deployment("shelf", RunnerObjects.fromSecret("KEY", "late", "key")));
        await().atMost(START)
                .until(() -> EVENTS.stream()
                        .anyMatch(event -> event.kind() == RunnerEvent.Kind.WAITING
                                && event.message().contains("Secret shop/late is not there")));
        List<HasMetadata> withSecret = new ArrayList<>(objects.objects());
        withSecret.add(RunnerObjects.secret("late", Map.of("key", "found")));
        objects.replace(withSecret);
        await().atMost(START)
                .until(() -> runner.isSettled() && get("shelf", "/env/KEY").equals("found"));
    }

    @Test
    void a_new_subscription_is_loaded_without_a_restart_and_a_new_policy_with_one() throws InterruptedException {
        RunnerPod before = pod("shopper");
        List<HasMetadata> more = new ArrayList<>(FIRST);
        more.add(RunnerObjects.subscription("sold", "memory", "shopper"));
        objects.replace(more);
        await().atMost(START)
                .until(() -> get("shopper", "/dapr-api/v1.0/metadata").contains("\"sold\""));
        assertThat(pod("shopper").sidecarPid()).isEqualTo(before.sidecarPid());
        more.add(RunnerObjects.dapr("""
                apiVersion: dapr.io/v1alpha1
                kind: Resiliency
                metadata: {name: shopper, namespace: shop}
                spec: {policies: {timeouts: {short: 1s}}, targets: {}}
                scopes: [shopper]
                """));
        objects.replace(more);
        await().atMost(START).until(() -> !pod("shopper").sidecarPid().equals(before.sidecarPid()));
        runner.awaitReady(START);
        assertThat(pod("shopper").appPid()).isEqualTo(before.appPid());
    }

    @Test
    void more_replicas_are_more_pairs_and_a_deleted_deployment_is_none() throws InterruptedException {
        replaceShelf(new DeploymentBuilder(RunnerObjects.deployment("shelf"))
                .editSpec()
                .withReplicas(2)
                .endSpec()
                .build());
        runner.awaitReady(START);
        assertThat(runner.pods(NAMESPACE, "shelf")).hasSize(2);
        List<HasMetadata> without = new ArrayList<>(FIRST);
        without.removeIf(object ->
                object instanceof Deployment && object.getMetadata().getName().equals("shelf"));
        objects.replace(without);
        await().atMost(START).until(() -> runner.pods(NAMESPACE, "shelf").isEmpty());
    }

    private static void replaceShelf(Deployment shelf) {
        replaceShelf(FIRST, shelf);
    }

    private static void replaceShelf(List<HasMetadata> all, Deployment shelf) {
        List<HasMetadata> changed = new ArrayList<>(all);
        changed.replaceAll(object ->
                object instanceof Deployment && object.getMetadata().getName().equals("shelf") ? shelf : object);
        objects.replace(changed);
    }

    private static int indexOf(List<RunnerEvent> events, RunnerEvent.Kind kind) {
        return events.stream().map(RunnerEvent::kind).toList().indexOf(kind);
    }

    private static RunnerPod pod(String service) {
        return runner.pods(NAMESPACE, service).stream()
                .filter(pod -> !pod.stopping())
                .findFirst()
                .orElseThrow();
    }

    private static URI uri(String service, String path) {
        return URI.create(runner.endpoint(NAMESPACE, service).orElseThrow() + path);
    }

    private static String get(String service, String path) {
        return send(HttpRequest.newBuilder(uri(service, path))).body();
    }

    private static HttpResponse<String> post(String service, String path, String body) {
        return send(HttpRequest.newBuilder(uri(service, path)).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
