package io.eventtopology.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.operator.OperatorRuntime;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.tools.crd.ThirdPartyCrds;
import io.eventtopology.tools.process.CommandResult;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is refused, what never is, and what is said. There is no controller manager, so that a namespace that is being deleted stays
 * for a while with all in it, and no broker: nothing here depends on one.
 */
class AdmissionRulesTest {
    private static OperatorHarness harness;
    private static OperatorRuntime operator;

    @TempDir
    private Path folder;

    private String namespace;

    @BeforeAll
    static void start() throws IOException {
        Path permissive = Files.createTempDirectory("crds");
        List<Path> crds = new ArrayList<>(ThirdPartyCrds.ofThisMachine().all());
        for (Path crd : OperatorHarness.ownCrds()) {
            // As an older version of the contract would have it: a resource under it is readable no more.
            crds.add(Files.writeString(
                    permissive.resolve(crd.getFileName()),
                    Files.readString(crd)
                            .replace("^([1-9][0-9]{0,8}(ms|s)|[1-9][0-9]{0,5}[mh]|[1-9][0-9]{0,4}d)$", "")));
        }
        harness = OperatorHarness.start(builder -> builder.crds(crds));
        Webhook webhook = Webhook.register(harness, "Fail");
        operator = harness.startOperator(webhook.configuration() + """
                kafka:
                  clusters:
                    - {name: main, provisioner: Direct, bootstrapServers: {none: "127.0.0.1:1"}}
                    - {name: other, provisioner: Direct, bootstrapServers: {none: "127.0.0.1:2"}}
                """);
        webhook.awaitAskedBy(operator);
    }

    @AfterAll
    static void stop() {
        harness.close();
    }

    @BeforeEach
    void makeNamespace(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName();
        namespace = "t" + Integer.toUnsignedString(name.hashCode(), 36);
        harness.createNamespace(namespace);
    }

    // ---------------------------------------------------------------------------------------------- what is refused

    @Test
    void aTopicThatAnotherTopologyHasIsRefused() {
        apply(topology("first", "contested.one.happened"));

        assertRefused(
                () -> apply(topology("second", "contested.one.happened", "contested.own.happened")),
                "TopicClaimed spec.events[contested.one.happened]",
                "belongs to EventTopology " + namespace + "/first",
                "give the event another type");
        assertThat(harness.topology(namespace, "second")).isNull();
        // Another cluster has other topics.
        apply(topology("second", "contested.one.happened").replace("cluster: main", "cluster: other"));
    }

    @Test
    void anOlderTopologyDoesNotTakeATopicFromAYoungerOne() {
        apply(topology("older", "taken.one.happened"));
        sleepIntoTheNextSecond();
        apply(topology("younger", "taken.two.happened"));

        assertRefused(
                () -> apply(topology("older", "taken.one.happened", "taken.two.happened")),
                "TopicClaimed",
                namespace + "/younger");
    }

    @Test
    void aTopicOfATopologyThatIsBeingDeletedIsFree() {
        apply(topology("leaving", "left.one.happened"));
        hold(EventTopology.class, "leaving");
        harness.admin()
                .resources(EventTopology.class)
                .inNamespace(namespace)
                .withName("leaving")
                .delete();

        apply(topology("coming", "left.one.happened"));
        release(EventTopology.class, "leaving");
    }

    @Test
    void aSchemaBreakIsRefusedBeforeAndAfterTheFirstOneIsReconciled() {
        String first = withSchema("{type: object, required: [id], properties: {id: {type: string}}}");
        String compatible =
                withSchema("{type: object, required: [id], properties: {id: {type: string}, n: {type: number}}}");
        String breaking = withSchema("{type: object, required: [id, more], properties: {id: {type: string}}}");
        // While it is paused, its status says nothing of schemas.
        apply(paused(first));
        assertRefused(() -> apply(paused(breaking)), "SchemaBreak", "breaks compatibility Backward");

        apply(first);
        await("the schema is accepted")
                .atMost(OperatorHarness.PATIENCE)
                .until(() -> harness.topology(namespace, "schemas").getStatus() != null
                        && !harness.topology(namespace, "schemas")
                                .getStatus()
                                .acceptedSchemas()
                                .isEmpty());
        assertRefused(() -> apply(breaking), "SchemaBreak", "schema.compatibility: None");
        apply(compatible);
        apply(breaking.replace("inline:", "compatibility: None, inline:"));
    }

    @Test
    void anEventWithConsumersIsNotRemoved() {
        apply(topology("used", "used.one.happened", "used.two.happened", "used.three.happened"));
        apply(service("reader", "used", "subscribes: [{event: used.one.happened, route: /one}]"));
        apply(service("writer", "used", "publishes: [{event: used.two.happened}]"));

        assertRefused(
                () -> apply(topology("used", "used.three.happened")),
                "EventInUse spec.events[used.one.happened]",
                namespace + "/reader consumes it",
                "EventInUse spec.events[used.two.happened]",
                namespace + "/writer publishes it",
                "Remove the event from these services first");
        apply(topology("used", "used.one.happened", "used.two.happened"));

        // One service moves, the other is about to go.
        apply(service("reader", "used", "subscribes: [{event: used.two.happened, route: /two}]"));
        hold(EventService.class, "writer");
        harness.admin()
                .resources(EventService.class)
                .inNamespace(namespace)
                .withName("writer")
                .delete();
        eventually(() -> harness.apply(topology("used", "used.two.happened")));
        release(EventService.class, "writer");
    }

    @Test
    void whoMayNotUseAnEventDoesNotKeepIt() {
        String tenant = harness.createNamespace(namespace + "-tenant");
        apply(topology("closed", "closed.one.happened", "closed.two.happened"));
        apply(service("squatter", "closed", "subscribes: [{event: closed.one.happened, route: /one}]")
                .replace("namespace: " + namespace, "namespace: " + tenant)
                .replace("topologyRef: {name: closed}", "topologyRef: {name: closed, namespace: " + namespace + "}"));

        apply(topology("closed", "closed.two.happened"));
    }

    @Test
    void bundledServicesAndPresetsFollowTheirTopology() {
        String bundled = """
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: todos, namespace: %s}
                spec:
                  broker: {redis: {host: "redis:6379"}}
                  events: [{type: todos.task.created}, {type: todos.task.completed}, {type: todos.task.deleted}, {type: users.account.registered}, {type: notifications.message.sent}]
                  bundledServices: [Todo]
                """.formatted(namespace);
        apply(bundled);
        apply(service("mine", "todos", "").replace("image: example/app", "preset: Analytics"));
        awaitKnown("todo", "mine");

        apply(bundled.replace("{type: todos.task.completed}, ", ""));
    }

    @Test
    void fewerPartitionsAreRefused() {
        apply(paused(
                topology("partitioned", "partitioned.one.happened").replace("happened}", "happened, partitions: 6}")));
        harness.admin()
                .resources(EventTopology.class)
                .inNamespace(namespace)
                .withName("partitioned")
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":{\"topics\":[{\"name\":\"partitioned.one.happened\",\"cluster\":\"main\",\"partitions\":6,\"ready\":true}]}}");

        assertRefused(
                () -> apply(paused(topology("partitioned", "partitioned.one.happened")
                        .replace("happened}", "happened, partitions: 3}"))),
                "PartitionDecrease",
                "Kafka never lowers the number to 3");
        apply(paused(
                topology("partitioned", "partitioned.one.happened").replace("happened}", "happened, partitions: 9}")));
    }

    /** Guard: the code in {@code TopologyRules.WRONG_IN_ITSELF}; without it the topology was stored. */
    @Test
    void eventsThatHaveOneTopicAtTheBrokerAreRefused() {
        String shared = topology("shared", "todos.task.created", "todo.stask.created")
                .replace("kafka: {cluster: main}", "awsSnsSqs: {region: eu-central-1}");

        assertRefused(
                () -> apply(shared),
                "TopicNameShared spec.events[todos.task.created]",
                "have one topic, todostaskcreated");
        apply(shared.replace("todo.stask.created", "todo.stask.moved"));
    }

    @Test
    void aPortOfTheSidecarIsRefused() {
        apply(topology("ports", "ports.one.happened"));

        assertRefused(
                () -> apply(service("app", "ports", "port: 3500")), "PortOfSidecar spec.port", "set spec.port to it");
    }

    @Test
    void unmatchedEventsThatWouldBeLostAreRefusedUnlessTheTopologyCanKeepThem() {
        String subscription =
                "subscribes: [{event: lossy.one.happened, route: /one, match: \"event.data.a == 'b'\", unmatched: DeadLetter%s}]";
        apply(topology("lossy", "lossy.one.happened") + "  delivery: {deadLetter: {enabled: false}}\n");

        assertRefused(
                () -> apply(
                        service("app", "lossy", subscription.formatted(", delivery: {deadLetter: {enabled: false}}"))),
                "UnmatchedDeadLetterLost");
        apply(service("app", "lossy", subscription.formatted("")));
    }

    @Test
    void whatCannotBeReadIsRefused() {
        assertRefused(
                () -> apply(topology("unreadable", "unreadable.one.happened")
                        .replace("happened}", "happened, retention: soon}")),
                "UnreadableSpec spec.events[unreadable.one.happened].retention",
                "\"soon\" is no duration");
    }

    @Test
    void aDryRunIsJudgedLikeAnyOtherRequest() {
        apply(topology("first", "dry.one.happened"));

        assertRefused(() -> Webhook.dryRun(harness, topology("second", "dry.one.happened")), "TopicClaimed");
        Webhook.dryRun(harness, topology("second", "dry.two.happened"));
        assertThat(harness.topology(namespace, "second")).isNull();
    }

    // ------------------------------------------------------------------------------------------ what never is refused

    @Test
    void nothingIsRefusedBecauseSomethingDoesNotExistYet() {
        apply(service(
                "early",
                "later",
                "subscribes: [{event: later.one.happened, route: /one}]\n  calls: [{service: nobody}]\n"
                        + "  database: {secretRef: {name: nothing}}"));
        apply(topology("nowhere", "nowhere.one.happened").replace("cluster: main", "cluster: unknown"));
        apply(topology("schemaless", "schemaless.one.happened")
                .replace("happened}", "happened, schema: {configMap: {name: nothing, key: schema.json}}}"));
        apply(topology("later", "later.two.happened"));
        apply(service("undeclared", "later", "publishes: [{event: later.three.happened}]"));
        apply(service("reader", "nowhere", "subscribes: [{event: nowhere.one.happened, route: /one}]"));
    }

    @Test
    void nothingIsRefusedInANamespaceThatIsBeingDeleted() {
        apply(topology("first", "ending.one.happened"));
        apply(topology("second", "ending.two.happened"));
        harness.admin().namespaces().withName(namespace).delete();
        assertThat(harness.admin()
                        .namespaces()
                        .withName(namespace)
                        .get()
                        .getMetadata()
                        .getDeletionTimestamp())
                .isNotNull();

        apply(topology("second", "ending.two.happened", "ending.one.happened"));
    }

    @Test
    void aResourceThatWaitsForItsFinalizersIsLeftAlone() {
        apply(topology("first", "waiting.one.happened"));
        apply(topology("second", "waiting.two.happened"));
        hold(EventTopology.class, "second");
        harness.admin()
                .resources(EventTopology.class)
                .inNamespace(namespace)
                .withName("second")
                .delete();

        apply(topology("second", "waiting.two.happened", "waiting.one.happened"));
        release(EventTopology.class, "second");
        await().atMost(OperatorHarness.PATIENCE).until(() -> harness.topology(namespace, "second") == null);
    }

    @Test
    void deletingIsNeverRefused() {
        apply(topology("used", "gone.one.happened"));
        apply(service("reader", "used", "subscribes: [{event: gone.one.happened, route: /one}]"));

        CommandResult result =
                harness.plane().kubectl("delete", "eventtopology", "used", "-n", namespace, "--wait=false");

        assertThat(result.exit()).isZero();
        assertThat(result.stderr())
                .contains("Warning: EventInUse gone.one.happened: ")
                .contains(namespace + "/reader consumes it");
    }

    @Test
    void whoDeletesAServiceHearsWhoStillNeedsIt() {
        apply(topology("needed", "needed.one.happened", "needed.two.happened"));
        apply(service("source", "needed", "publishes: [{event: needed.one.happened}, {event: needed.two.happened}]"));
        apply(service("other", "needed", "publishes: [{event: needed.two.happened}]\n  calls: [{service: source}]"));
        apply(service(
                "reader",
                "needed",
                "subscribes: [{event: needed.one.happened, route: /one}, {event: needed.two.happened, route: /two}]"));

        CommandResult result =
                harness.plane().kubectl("delete", "eventservice", "source", "-n", namespace, "--wait=false");

        assertThat(result.exit()).isZero();
        assertThat(result.stderr().lines().filter(line -> line.startsWith("Warning: ")))
                .satisfiesExactlyInAnyOrder(
                        warning -> assertThat(warning).contains("still call it: other"),
                        warning -> assertThat(warning)
                                .contains("ServiceInUse spec.publishes[needed.one.happened]")
                                .contains("still consumed: " + namespace + "/reader"));
    }

    @Test
    void anOldResourceThatBecameInvalidCanStillBeEdited() {
        // Stored while nobody looked: by an operator without webhook, or while it was down.
        unguarded(() -> {
            apply(topology("first", "old.one.happened"));
            sleepIntoTheNextSecond();
            apply(topology("second", "old.one.happened", "old.two.happened"));
            apply(topology("unreadable", "old.three.happened").replace("happened}", "happened, retention: soon}"));
        });

        apply(topology("second", "old.one.happened", "old.two.happened", "old.four.happened"));
        label("second");
        assertRefused(
                () -> apply(topology(
                        "second", "old.one.happened", "old.two.happened", "old.four.happened", "old.three.happened")),
                "spec.events[old.three.happened]");
        apply(topology("second", "old.two.happened"));
        // What is wrong moved by one place, and something else is right now.
        apply(topology("unreadable", "old.five.happened", "old.three.happened")
                .replace("old.three.happened}", "old.three.happened, retention: soon}"));
        apply(topology("unreadable", "old.five.happened", "old.three.happened"));
    }

    @Test
    void labelsAndStatusAreNobodysBusiness() {
        apply(topology("plain", "plain.one.happened"));
        double before = Webhook.reviews(operator);
        label("plain");

        assertThat(Webhook.reviews(operator)).as("the label is seen").isGreaterThan(before);
        assertThat(operator.metrics().scrape()).contains("outcome=\"allowed\"");
    }

    // -------------------------------------------------------------------------------------------------- what is said

    @Test
    void findingsArriveAsWarningsErrorsFirst() {
        apply(topology("told", "told.one.happened")
                .replace("happened}", "happened, deprecated: {replacedBy: told.two.happened}}"));
        CommandResult result = kubectlApply(
                service(
                        "app",
                        "told",
                        "publishes: [{event: told.missing.happened}]\n  subscribes: [{event: told.one.happened, route: /one}]"));

        assertThat(result.exit()).as(result.stderr()).isZero();
        List<String> warnings = result.stderr()
                .lines()
                .filter(line -> line.startsWith("Warning: "))
                .toList();
        assertThat(warnings.getFirst())
                .startsWith("Warning: UndeclaredEvent spec.publishes[told.missing.happened]: ")
                .contains("Declare told.missing.happened in spec.events");
        assertThat(warnings)
                .anySatisfy(warning -> assertThat(warning)
                        .startsWith("Warning: DeprecatedEvent spec.subscribes[told.one.happened]: ")
                        .contains("Move to told.two.happened"));
    }

    @Test
    void manyFindingsAreCutAndTheRestIsCounted() {
        String[] events = Stream.iterate(0, i -> i + 1)
                .limit(40)
                .map(i -> "many.event-" + i + ".happened")
                .toArray(String[]::new);
        apply(topology("many", events));
        String publishes = "publishes: ["
                + String.join(
                        ", ",
                        Stream.of(events)
                                .map(event -> "{event: " + event.replace("many.", "none.") + "}")
                                .toList())
                + "]";

        CommandResult result = kubectlApply(service("app", "many", publishes));

        List<String> warnings = result.stderr()
                .lines()
                .filter(line -> line.startsWith("Warning: "))
                .toList();
        assertThat(warnings)
                .hasSizeBetween(10, 20)
                .allSatisfy(warning -> assertThat(warning.length()).isLessThanOrEqualTo(256 + "Warning: ".length()));
        assertThat(warnings.getLast()).matches("Warning: [0-9]+ more findings do not fit here.*");
    }

    @Test
    void theExamplesAreAcceptedInAnyOrder() throws IOException {
        Path examples = Path.of("").toAbsolutePath().resolveSibling("examples");
        List<HasMetadata> objects = new ArrayList<>();
        for (String example : List.of("todo", "checkout-saga", "multi-team", "existing-deployment")) {
            try (Stream<Path> files = Files.list(examples.resolve(example))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".yaml"))
                        .sorted()
                        .toList()) {
                    try (var in = Files.newInputStream(file)) {
                        objects.addAll(harness.admin().load(in).items());
                    }
                }
            }
        }
        for (HasMetadata object : objects) {
            String of = object.getMetadata().getNamespace();
            if (of != null) {
                harness.createNamespace(of);
            }
        }
        List<HasMetadata> own = objects.stream()
                .filter(object -> object.getApiVersion().startsWith("eventtopology.io"))
                .toList();
        for (List<HasMetadata> order : List.of(own, own.reversed())) {
            order.forEach(object -> harness.admin()
                    .resource(object)
                    .fieldManager("kubectl")
                    .forceConflicts()
                    .serverSideApply());
            own.forEach(object -> harness.admin().resource(object).delete());
            own.forEach(object -> await().atMost(OperatorHarness.PATIENCE)
                    .until(() -> harness.admin().resource(object).get() == null));
        }
    }

    @Test
    void aTopologyThatManyServicesUseIsJudgedInTime() {
        apply(topology("popular", "popular.one.happened", "popular.two.happened", "popular.three.happened"));
        for (int i = 0; i < 200; i++) {
            harness.apply(
                    service(
                            "app-" + i,
                            "popular",
                            "subscribes: [{event: popular.one.happened, route: /one}, {event: popular.two.happened, route: /two}]"));
        }
        awaitKnown("app-199");

        long start = System.nanoTime();
        assertRefused(() -> apply(topology("popular", "popular.two.happened", "popular.three.happened")), "EventInUse");
        long refused = System.nanoTime();
        harness.apply(topology("popular", "popular.one.happened", "popular.two.happened"));
        long accepted = System.nanoTime();
        System.out.printf(
                "A change of a topology that 200 services use: refused after %.0f ms, another accepted after %.0f ms%n",
                (refused - start) / 1e6, (accepted - refused) / 1e6);
        assertThat(operator.metrics().scrape()).doesNotContain("not_judged_total{reason=\"timeout\"} 1");
    }

    @Test
    void theTimeThatARequestTakes() {
        apply(topology("quick", "quick.one.happened"));
        long[] took = new long[200];
        for (int i = 0; i < took.length; i++) {
            String yaml =
                    service("app-" + i % 10, "quick", "subscribes: [{event: quick.one.happened, route: /r" + i + "}]");
            long start = System.nanoTime();
            harness.apply(yaml);
            took[i] = System.nanoTime() - start;
        }
        Arrays.sort(took);
        String sums = operator.metrics()
                .scrape()
                .lines()
                .filter(line -> line.startsWith("eventtopology_admission_reviews_seconds_sum")
                        || line.startsWith("eventtopology_admission_reviews_seconds_count"))
                .reduce("", (a, b) -> a + "\n  " + b);
        System.out.printf(
                "An apply with the webhook: median %.1f ms, 99th percentile %.1f ms; the webhook itself:%s%n",
                took[100] / 1e6, took[198] / 1e6, sums);
        assertThat(Duration.ofNanos(took[100])).isLessThan(Duration.ofSeconds(1));
    }

    // -------------------------------------------------------------------------------------------------------- parts

    private String topology(String name, String... events) {
        StringBuilder yaml = new StringBuilder("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: %s, namespace: %s, labels: {test: admission}}
                spec:
                  broker: {kafka: {cluster: main}}
                  events:
                """.formatted(name, namespace));
        for (String event : events) {
            yaml.append("    - {type: ").append(event).append("}\n");
        }
        return yaml.toString();
    }

    private String withSchema(String schema) {
        return topology("schemas", "schemas.one.happened")
                .replace("happened}", "happened, schema: {inline: " + schema + "}}");
    }

    private static String paused(String topology) {
        return topology + "  paused: true\n";
    }

    private String service(String name, String topology, String members) {
        return """
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: %s, namespace: %s}
                spec:
                  topologyRef: {name: %s}
                  image: example/app
                  %s
                """.formatted(name, namespace, topology, members);
    }

    /** Applies, and waits until the operator has heard of it: the caches follow the API server by a moment. */
    private void apply(String yaml) {
        for (HasMetadata object : harness.admin()
                .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .items()) {
            HasMetadata stored = harness.admin()
                    .resource(object)
                    .fieldManager("kubectl")
                    .forceConflicts()
                    .serverSideApply();
            await("the operator knows " + stored.getMetadata().getName())
                    .atMost(OperatorHarness.PATIENCE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> known(object)
                            .filter(known -> version(known) >= version(stored))
                            .isPresent());
        }
    }

    private static Optional<? extends HasMetadata> known(HasMetadata object) {
        String of = object.getMetadata().getNamespace();
        String name = object.getMetadata().getName();
        return object.getKind().equals("EventTopology")
                ? operator.state().topologies().get(of, name)
                : operator.state().services().get(of, name);
    }

    private static long version(HasMetadata object) {
        return Long.parseLong(object.getMetadata().getResourceVersion());
    }

    private CommandResult kubectlApply(String yaml) {
        try {
            Path file = Files.writeString(folder.resolve("resource.yaml"), yaml);
            return harness.plane().kubectl("apply", "-f", file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitKnown(String... services) {
        for (String service : services) {
            await("the operator knows " + service)
                    .atMost(OperatorHarness.PATIENCE)
                    .until(() ->
                            operator.state().services().get(namespace, service).isPresent());
        }
    }

    private static void eventually(Runnable change) {
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            change.run();
            return true;
        });
    }

    private static void assertRefused(ThrowingCallable change, String... words) {
        assertThatThrownBy(change)
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(403))
                .message()
                .contains("admission webhook \"validate.eventtopology.io\" denied the request: ")
                .contains(words);
    }

    private <T extends HasMetadata> void hold(Class<T> type, String name) {
        // The operator sets its own at the same time.
        eventually(() -> harness.admin()
                .resources(type)
                .inNamespace(namespace)
                .withName(name)
                .edit(resource -> {
                    resource.addFinalizer("example.org/hold");
                    return resource;
                }));
    }

    private <T extends HasMetadata> void release(Class<T> type, String name) {
        // The operator sets its own at the same time.
        eventually(() -> harness.admin()
                .resources(type)
                .inNamespace(namespace)
                .withName(name)
                .edit(resource -> {
                    resource.removeFinalizer("example.org/hold");
                    return resource;
                }));
    }

    private void label(String topology) {
        assertThatCode(() -> harness.admin()
                        .resources(EventTopology.class)
                        .inNamespace(namespace)
                        .withName(topology)
                        .patch(
                                PatchContext.of(PatchType.JSON_MERGE),
                                "{\"metadata\":{\"labels\":{\"edited\":\"yes\"}}}"))
                .doesNotThrowAnyException();
    }

    /** With the webhook looking away for resources of this namespace. */
    private void unguarded(Runnable change) {
        setSelector(
                "{\"matchExpressions\":[{\"key\":\"kubernetes.io/metadata.name\",\"operator\":\"NotIn\",\"values\":[\""
                        + namespace + "\"]}]}");
        try {
            eventually(change);
        } finally {
            setSelector("{}");
        }
        await("the webhook looks again").atMost(Duration.ofSeconds(20)).until(() -> {
            double before = Webhook.reviews(operator);
            Webhook.dryRun(harness, topology("probe", "probe.one.happened"));
            return Webhook.reviews(operator) > before;
        });
    }

    private static void setSelector(String selector) {
        Webhook.resource(harness)
                .patch(
                        PatchContext.of(PatchType.JSON),
                        "[{\"op\":\"replace\",\"path\":\"/webhooks/0/namespaceSelector\",\"value\":" + selector + "}]");
    }

    private static void sleepIntoTheNextSecond() {
        try {
            Thread.sleep(1100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
