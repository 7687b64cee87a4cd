package io.eventtopology.quickstart;

import io.eventtopology.crds.Condition;
import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopologyStatus;
import io.eventtopology.crds.dapr.Component;
import io.eventtopology.crds.dapr.Subscription;
import io.eventtopology.quickstart.BrokerView.BrokerTopic;
import io.eventtopology.quickstart.Table.Cell;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Shows what is there now: topics, objects, conditions, findings. */
final class InspectStep implements Step {
    @Override
    public String title() {
        return "What became of it";
    }

    @Override
    public void run(World world, Stage stage) throws Exception {
        Console console = stage.console();
        console.line("Topics, as the broker reports them:");
        console.table(topics(world.topics().topics()));
        console.line("");
        console.line("Services, as the API server has them:");
        console.table(services(world));
        console.line("");
        console.line("Conditions of EventTopology todos:");
        console.table(conditions(world));
        Findings.show(Findings.of(world), console);
        console.line("");
        check(world, stage);
    }

    private static void check(World world, Stage stage) throws InterruptedException {
        topicHasPartitions(world, stage, "todos.task.created", 3);
        topicHasPartitions(world, stage, "todos.task.completed", 3);
        topicsAreAsDeclared(world, stage);
        for (EventService service : world.objects().services()) {
            String name = World.TOPOLOGY + "-" + service.getMetadata().getName();
            stage.check(
                    "Component " + name + " is accepted by the API server, for this service alone",
                    () -> Probe.expect(
                            world.objects()
                                    .get(Component.class, name)
                                    .getScopes()
                                    .equals(List.of(service.getMetadata().getName())),
                            "its scopes differ"));
        }
        DeclaredTopics declared = new DeclaredTopics(world.objects().topology(World.TOPOLOGY));
        for (String consumer : DeclaredTopics.CONSUMERS) {
            long expected = declared.consumedBy(consumer);
            stage.check(
                    expected + " Subscriptions of " + consumer
                            + " are accepted by the API server, each with its dead-letter topic",
                    () -> subscriptions(world, consumer, expected));
        }
        stage.check(
                "nothing that the planner finds is an error",
                () -> Findings.of(world).stream()
                        .filter(finding -> finding.severity().equals("Error"))
                        .map(finding -> finding.code() + ": " + finding.message())
                        .findFirst());
        stage.check(
                "the operator has no right to delete namespaces or to read pods",
                () -> Probe.expect(!mayDo(world, "delete", "namespaces") && !mayDo(world, "get", "pods"), "it has"));
    }

    /** Checks the number of partitions on the broker. */
    static void topicHasPartitions(World world, Stage stage, String topic, int partitions) throws InterruptedException {
        stage.check("topic " + topic + " has " + partitions + " partitions on the broker", () -> {
            int found = world.topics().topic(topic).partitions();
            return Probe.expect(found == partitions, "it has " + found);
        });
    }

    /** Checks that the broker has the declared topics with the declared settings, and no others. */
    static void topicsAreAsDeclared(World world, Stage stage) throws InterruptedException {
        int topics = new DeclaredTopics(world.objects().topology(World.TOPOLOGY)).size();
        stage.check("the broker has the " + topics + " declared topics, no other, and no setting that differs", () -> {
            List<String> differences = new DeclaredTopics(world.objects().topology(World.TOPOLOGY))
                    .differences(world.topics().topics());
            return Probe.expect(differences.isEmpty(), String.join("\n", differences));
        });
    }

    private static Optional<String> subscriptions(World world, String consumer, long expected) {
        List<Subscription> found = world.objects().managed(Subscription.class).stream()
                .filter(subscription -> subscription.getScopes().equals(List.of(consumer)))
                .toList();
        long right = found.stream()
                .filter(subscription -> DeclaredTopics.deadLetters(
                                subscription.getSpec().topic(), consumer)
                        .equals(subscription.getSpec().deadLetterTopic()))
                .count();
        return Probe.expect(
                right == expected && found.size() == expected,
                "there are " + found.size() + ", " + right + " as wanted");
    }

    private static boolean mayDo(World world, String verb, String resource) {
        return world.operatorsClient()
                .authorization()
                .v1()
                .selfSubjectAccessReview()
                .create(new SelfSubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withNewResourceAttributes()
                        .withVerb(verb)
                        .withResource(resource)
                        .withNamespace(World.NAMESPACE)
                        .endResourceAttributes()
                        .endSpec()
                        .build())
                .getStatus()
                .getAllowed();
    }

    private static Table topics(SortedMap<String, BrokerTopic> topics) {
        Table table = new Table("TOPIC", "PARTITIONS", "REPLICAS", "RETENTION");
        topics.values()
                .forEach(topic -> table.row(
                        topic.name(),
                        String.valueOf(topic.partitions()),
                        String.valueOf(topic.replicas()),
                        days(topic.settings().get("retention.ms"))));
        return table;
    }

    private static String days(@Nullable String milliseconds) {
        return milliseconds == null
                ? "the broker's"
                : Duration.ofMillis(Long.parseLong(milliseconds)).toDays() + " d";
    }

    private static Table services(World world) {
        Table table = new Table("SERVICE", "READY", "COMPONENT", "SUBSCRIPTIONS", "DEAD LETTERS", "WORKLOAD");
        List<Subscription> subscriptions = world.objects().managed(Subscription.class);
        List<Deployment> deployments = world.objects().managed(Deployment.class);
        for (EventService service : world.objects().services()) {
            String name = service.getMetadata().getName();
            long count = subscriptions.stream()
                    .filter(subscription -> subscription.getScopes().contains(name))
                    .count();
            long deadLetters = service.getStatus() == null
                    ? 0
                    : service.getStatus().deadLetters().size();
            table.row(List.of(
                    new Cell(name, Tint.NONE),
                    status(ObjectView.condition(service, "Ready").map(Condition::status)),
                    new Cell(World.TOPOLOGY + "-" + name, Tint.NONE),
                    new Cell(count == 0 ? "" : String.valueOf(count), Tint.NONE),
                    new Cell(deadLetters == 0 ? "" : deadLetters + " topics", Tint.NONE),
                    new Cell(workload(deployments, name), Tint.NONE)));
        }
        return table;
    }

    private static String workload(List<Deployment> deployments, String service) {
        return deployments.stream()
                .filter(deployment -> deployment.getMetadata().getName().equals(service))
                .findFirst()
                .map(deployment -> "Deployment, "
                        + (deployment.getStatus() != null
                                        && deployment.getStatus().getAvailableReplicas() != null
                                ? deployment.getStatus().getAvailableReplicas()
                                : 0)
                        + "/" + deployment.getSpec().getReplicas() + " available")
                .orElse("none");
    }

    private static Table conditions(World world) {
        Table table = new Table("CONDITION", "STATUS", "REASON", "MESSAGE");
        EventTopologyStatus status = world.objects().topology(World.TOPOLOGY).getStatus();
        if (status != null) {
            status.conditions()
                    .forEach(condition -> table.row(List.of(
                            new Cell(condition.type(), Tint.NONE),
                            new Cell(condition.status(), Tint.NONE),
                            new Cell(condition.reason(), Tint.NONE),
                            new Cell(condition.message().replace('\n', ' '), Tint.NONE))));
        }
        return table;
    }

    private static Cell status(Optional<String> status) {
        String text = status.orElse("not yet");
        return new Cell(text, text.equals("True") ? Tint.GOOD : Tint.WARNING);
    }
}
