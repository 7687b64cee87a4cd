package io.eventtopology.planner.findings;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.crds.AcceptedSchema;
import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.EventTopologyStatus;
import io.eventtopology.crds.Finding;
import io.eventtopology.planner.example.ServiceExample;
import io.eventtopology.planner.example.TopologyExample;
import io.eventtopology.planner.model.DaprVersion;
import io.eventtopology.planner.model.Plan;
import io.eventtopology.planner.model.Platform;
import io.eventtopology.planner.model.ResolvedService;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HazardsTest {
    private static final String TOPOLOGY = """
            apiVersion: eventtopology.io/v1beta1
            kind: EventTopology
            metadata: {name: todos}
            spec:
              broker: {kafka: {cluster: main}}
              events: [{type: todos.task.created}]
            """;

    /** A topology with the given members of its spec, and further members of the resource. */
    private static String topology(String broker, String events, String further) {
        return """
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: todos}
                spec:
                  broker: {%s}
                  events: %s
                %s
                """.formatted(broker, events, further);
    }

    private static String kafka(String events) {
        return topology("kafka: {cluster: main}", events, "");
    }

    private static String service(String name, String members) {
        return """
                ---
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: %s}
                spec: {topologyRef: {name: todos}, image: 'app:1', %s}
                """.formatted(name, members);
    }

    private static String subscribes(String event, String members) {
        return "subscribes: [{event: " + event + ", route: /x" + members + "}]";
    }

    private static List<Finding> coded(List<Finding> findings, String code) {
        return findings.stream().filter(f -> f.code().equals(code)).toList();
    }

    private static Finding only(List<Finding> findings, String code) {
        List<Finding> coded = coded(findings, code);
        assertThat(coded).as("%s among %s", code, findings).hasSize(1);
        return coded.getFirst();
    }

    @Test
    void aSoundTopologyHasNoFindings() {
        Planned planned = new Planned(TOPOLOGY
                + service("todo", "publishes: [{event: todos.task.created}]")
                + service("notify", subscribes("todos.task.created", "")));

        assertThat(planned.topology()).isEmpty();
        assertThat(planned.service("todo")).isEmpty();
        assertThat(planned.service("notify")).isEmpty();
    }

    @Test
    void eventsThatNobodyUses() {
        List<Finding> findings = new Planned(TOPOLOGY).topology();

        assertThat(only(findings, "EventWithoutPublisher"))
                .returns("Info", Finding::severity)
                .returns("No EventService publishes todos.task.created.", Finding::message)
                .returns("spec.events[todos.task.created]", Finding::subject);
        assertThat(only(findings, "EventWithoutConsumer"))
                .returns("Info", Finding::severity)
                .returns("spec.events[todos.task.created]", Finding::subject);
    }

    @Test
    void thoseWhoWaitForAnEventThatNobodyPublishesAreNamed() {
        List<Finding> findings = new Planned(TOPOLOGY
                        + service("notify", subscribes("todos.task.created", ""))
                        + service("analytics", subscribes("todos.task.created", "")))
                .topology();

        assertThat(only(findings, "EventWithoutPublisher").message())
                .contains("Waiting in vain, unless somebody outside does: shop/analytics, shop/notify.");
    }

    /** Seen to fail without {@code Preset.causesOf}: the bundled saga, which always ends, was a circle. */
    @Test
    void theBundledSagaIsNoCircle() {
        String saga = topology(
                "kafka: {cluster: main}",
                "[{type: orders.order.placed}, {type: orders.order.expired}, {type: orders.order.cancelled},"
                        + " {type: orders.order.completed}, {type: payments.payment.charged}, {type: payments.payment.failed},"
                        + " {type: payments.payment.refunded}, {type: shipping.parcel.shipped}, {type: shipping.parcel.failed}]",
                "");
        String bundled = preset("order", "Order") + preset("payment", "Payment") + preset("shipping", "Shipping");

        assertThat(coded(new Planned(saga + bundled).topology(), "EventCycle")).isEmpty();
        assertThat(only(
                                new Planned(saga
                                                + bundled
                                                + service(
                                                        "again",
                                                        "publishes: [{event: orders.order.placed}], "
                                                                + subscribes("orders.order.cancelled", "")))
                                        .topology(),
                                "EventCycle")
                        .message())
                .contains("orders.order.cancelled → shop/again → orders.order.placed → shop/payment");
    }

    private static String preset(String name, String preset) {
        return """
                ---
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: %s}
                spec: {topologyRef: {name: todos}, preset: %s}
                """.formatted(name, preset);
    }

    @Test
    void theWholeCircleIsNamed() {
        List<Finding> findings = new Planned(kafka("[{type: a.x.y}, {type: b.x.y}]")
                        + service("first", "publishes: [{event: a.x.y}], " + subscribes("b.x.y", ""))
                        + service("second", "publishes: [{event: b.x.y}], " + subscribes("a.x.y", "")))
                .topology();

        assertThat(only(findings, "EventCycle"))
                .returns("Info", Finding::severity)
                .returns("spec.events[a.x.y]", Finding::subject)
                .extracting(Finding::message)
                .asString()
                .contains("a.x.y → shop/second → b.x.y → shop/first → a.x.y.");
    }

    @Test
    void aServiceThatConsumesWhatItPublishesIsACircle() {
        List<Finding> findings = new Planned(TOPOLOGY
                        + service(
                                "todo",
                                "publishes: [{event: todos.task.created}], " + subscribes("todos.task.created", "")))
                .topology();

        assertThat(only(findings, "EventCycle").message())
                .contains("todos.task.created → shop/todo → todos.task.created.");
    }

    @Test
    void circlesThatShareServicesAreOneFinding() {
        List<Finding> findings = new Planned(kafka("[{type: a.x.y}, {type: b.x.y}, {type: c.x.y}, {type: d.x.y}]")
                        + service(
                                "first",
                                "publishes: [{event: a.x.y}], subscribes: [{event: b.x.y, route: /b}, {event: c.x.y, route: /c}]")
                        + service("second", "publishes: [{event: b.x.y}], " + subscribes("a.x.y", ""))
                        + service("third", "publishes: [{event: c.x.y}, {event: d.x.y}], " + subscribes("a.x.y", "")))
                .topology();

        assertThat(only(findings, "EventCycle").message())
                .contains("a.x.y → shop/second → b.x.y → shop/first → a.x.y.")
                .contains("In further circles with them: c.x.y, shop/third.")
                .doesNotContain("d.x.y");
    }

    @Test
    void aChainIsNoCircle() {
        List<Finding> findings = new Planned(kafka("[{type: a.x.y}, {type: b.x.y}]")
                        + service("first", "publishes: [{event: a.x.y}]")
                        + service("second", "publishes: [{event: b.x.y}], " + subscribes("a.x.y", ""))
                        + service("third", "subscribes: [{event: b.x.y, route: /b}, {event: a.x.y, route: /a}]"))
                .topology();

        assertThat(coded(findings, "EventCycle")).isEmpty();
    }

    @Test
    void deadLetterWithoutRetry() {
        Planned planned = new Planned(TOPOLOGY
                + service("one", subscribes("todos.task.created", ", delivery: {retry: {maxAttempts: 1}}"))
                + service(
                        "none",
                        subscribes(
                                "todos.task.created",
                                ", delivery: {retry: {maxAttempts: 1}, deadLetter: {enabled: false}}")));

        assertThat(only(planned.service("one"), "DeadLetterWithoutRetry"))
                .returns("Warning", Finding::severity)
                .returns("spec.subscribes[todos.task.created]", Finding::subject);
        assertThat(coded(planned.service("none"), "DeadLetterWithoutRetry")).isEmpty();
    }

    @Test
    void breakerWithDeadLetter() {
        Planned planned = new Planned(TOPOLOGY
                + service("both", subscribes("todos.task.created", ", delivery: {circuitBreaker: {}}"))
                + service(
                        "breaker",
                        subscribes(
                                "todos.task.created",
                                ", delivery: {circuitBreaker: {}, deadLetter: {enabled: false}}")));

        assertThat(only(planned.service("both"), "BreakerWithDeadLetter").severity())
                .isEqualTo("Warning");
        assertThat(coded(planned.service("breaker"), "BreakerWithDeadLetter")).isEmpty();
    }

    @Test
    void noDeadLetterOnKafka() {
        String without = subscribes("todos.task.created", ", delivery: {deadLetter: {enabled: false}}");

        assertThat(only(new Planned(TOPOLOGY + service("notify", without)).service("notify"), "NoDeadLetter")
                        .message())
                .contains("partition");
        assertThat(coded(
                        new Planned(topology("redis: {host: 'redis:6379'}", "[{type: todos.task.created}]", "")
                                        + service("notify", without))
                                .service("notify"),
                        "NoDeadLetter"))
                .isEmpty();
    }

    @Test
    void deadLetterThatNobodyHolds() {
        String topology = topology("gcpPubSub: {projectId: shop-events}", "[{type: todos.task.created}]", "");

        assertThat(only(
                                new Planned(topology + service("notify", subscribes("todos.task.created", "")))
                                        .service("notify"),
                                "DeadLetterWithoutHolder")
                        .message())
                .contains("gcpPubSub");
        assertThat(coded(
                        new Planned(topology
                                        + service(
                                                "notify",
                                                subscribes(
                                                        "todos.task.created",
                                                        ", delivery: {deadLetter: {enabled: false}}")))
                                .service("notify"),
                        "DeadLetterWithoutHolder"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{maxAttempts: 100}",
                // The first 12 waits are 129 s (500 ms growing by half), then 60 s each: 25 attempts fit into 900 s.
                // min.
                "{maxAttempts: 26}",
                "{maxAttempts: 18, maxInterval: 10m}"
            })
    void scheduleThatDaprEnds(String retry) {
        List<Finding> findings = new Planned(TOPOLOGY
                        + service("notify", subscribes("todos.task.created", ", delivery: {retry: " + retry + "}")))
                .service("notify");

        assertThat(only(findings, "BackoffEndsEarly"))
                .returns("Warning", Finding::severity)
                .extracting(Finding::message)
                .asString()
                .contains("15 minutes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{maxAttempts: 5}",
                "{maxAttempts: 25}",
                "{maxAttempts: 17, maxInterval: 10m}",
                "{maxAttempts: 1000, maxInterval: 500ms}",
                "{maxAttempts: 1000, backoff: Constant, interval: 60s}"
            })
    void scheduleThatReachesItsEnd(String retry) {
        List<Finding> findings = new Planned(TOPOLOGY
                        + service("notify", subscribes("todos.task.created", ", delivery: {retry: " + retry + "}")))
                .service("notify");

        assertThat(coded(findings, "BackoffEndsEarly")).isEmpty();
    }

    private static String observed(String broker, String event, String topic) {
        return topology(
                broker,
                "[{type: todos.task.created, " + event + "}]",
                "status: {topics: [{name: todos.task.created, ready: true, cluster: main, " + topic + "}]}");
    }

    private static String observed(String event, String topic) {
        return observed("kafka: {cluster: main}", event, topic);
    }

    @Test
    void morePartitionsOfAKeyedEvent() {
        assertThat(only(
                        new Planned(observed("key: data.todoId, partitions: 6", "partitions: 3")).topology(),
                        "PartitionsOfKeyedEvent"))
                .returns("Warning", Finding::severity)
                .returns("spec.events[todos.task.created].partitions", Finding::subject)
                .extracting(Finding::message)
                .asString()
                .contains("From 3 to 6");
        assertThat(coded(new Planned(observed("partitions: 6", "partitions: 3")).topology(), "PartitionsOfKeyedEvent"))
                .as("without a key there is no order to lose")
                .isEmpty();
        assertThat(coded(
                        new Planned(observed("key: subject, partitions: 6", "partitions: 6")).topology(),
                        "PartitionsOfKeyedEvent"))
                .isEmpty();
    }

    @Test
    void fewerPartitionsAreRefused() {
        assertThat(only(new Planned(observed("partitions: 3", "partitions: 6")).topology(), "PartitionDecrease"))
                .returns("Error", Finding::severity)
                .extracting(Finding::message)
                .asString()
                .contains("has 6 partitions");
    }

    @Test
    void otherReplicasAreRefused() {
        assertThat(only(new Planned(observed("replicas: 3", "replicas: 1")).topology(), "ReplicasChanged"))
                .returns("Error", Finding::severity)
                .returns("spec.events[todos.task.created].replicas", Finding::subject);
        assertThat(coded(new Planned(observed("replicas: 3", "replicas: 3")).topology(), "ReplicasChanged"))
                .isEmpty();
        assertThat(coded(new Planned(observed("partitions: 1", "replicas: 2")).topology(), "ReplicasChanged"))
                .as("undeclared replicas are the broker's business")
                .isEmpty();
    }

    /** Seen to fail while every error emptied the plan: one refused topic kept the others of its topology from being created. */
    @Test
    void aRefusedChangeOfOneTopicLeavesTheOthersTheirPlan() {
        Plan refused = new Planned(
                        topology(
                                "kafka: {cluster: main}",
                                "[{type: todos.task.created, partitions: 3, replicas: 3}, {type: todos.task.completed}]",
                                "status: {topics: [{name: todos.task.created, ready: true, cluster: main, partitions: 6, replicas: 1}]}"))
                .plan();

        assertThat(refused.findings()).extracting(Finding::code).contains("PartitionDecrease", "ReplicasChanged");
        assertThat(refused.mayLetGo()).isTrue();
        assertThat(refused.isStopped()).isFalse();
        assertThat(refused.topics()).hasSize(2);
    }

    @Test
    void aTopicThatIsAboutToBeCreatedHasNoPartitionsToRaise() {
        assertThat(coded(
                        new Planned(observed("key: data.todoId, partitions: 6", "partitions: 0")).topology(),
                        "PartitionsOfKeyedEvent"))
                .isEmpty();
    }

    @Test
    void anotherKindOfBroker() {
        Finding finding = only(
                new Planned(topology(
                                "redis: {host: 'redis:6379'}",
                                "[{type: todos.task.created}]",
                                "status: {broker: kafka}"))
                        .topology(),
                "BrokerChanged");

        assertThat(finding)
                .returns("Warning", Finding::severity)
                .returns("spec.broker", Finding::subject)
                .extracting(Finding::message)
                .asString()
                .contains("from kafka to redis");
    }

    @Test
    void anotherKafkaCluster() {
        List<Finding> findings = new Planned(
                        topology(
                                "kafka: {cluster: main}",
                                "[{type: todos.task.created, partitions: 1}]",
                                "status: {broker: kafka, topics: [{name: todos.task.created, ready: true, cluster: old, partitions: 9}]}"))
                .topology();

        assertThat(only(findings, "BrokerChanged").message()).contains("from Kafka cluster old to Kafka cluster main");
        assertThat(coded(findings, "PartitionDecrease"))
                .as("the topic on the other cluster is another topic")
                .isEmpty();
    }

    @Test
    void theSameBroker() {
        assertThat(coded(
                        new Planned(
                                        topology(
                                                "kafka: {cluster: main}",
                                                "[{type: todos.task.created}]",
                                                "status: {broker: kafka, topics: [{name: todos.task.created, ready: true, cluster: main, partitions: 1}]}"))
                                .topology(),
                        "BrokerChanged"))
                .isEmpty();
    }

    private static String schemas(String compatibility, String accepted, String wanted) {
        return topology(
                "kafka: {cluster: main}",
                "[{type: todos.task.created, schema: {compatibility: " + compatibility + ", inline: " + wanted + "}}]",
                "status: {acceptedSchemas: [{event: todos.task.created, digest: x, schema: '" + accepted + "'}]}");
    }

    @Test
    void aSchemaThatBreaksNamesThePathAndTheDirection() {
        String accepted = "{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\"}}}";
        String wanted = "{type: object, required: [id], properties: {id: {type: integer}}}";

        assertThat(only(new Planned(schemas("Backward", accepted, wanted)).topology(), "SchemaBreak"))
                .returns("Error", Finding::severity)
                .returns("spec.events[todos.task.created].schema", Finding::subject)
                .extracting(Finding::message)
                .asString()
                .contains("compatibility Backward")
                .contains(
                        "consumers with the new schema cannot read old events, data.id: it is required, but can be missing")
                .contains("data.id: type string is written, integer is read")
                .doesNotContain("old schema");
        assertThat(only(new Planned(schemas("Full", accepted, wanted)).topology(), "SchemaBreak")
                        .message())
                .contains("consumers with the new schema cannot read old events")
                .contains("consumers with the old schema cannot read new events, data.id: type integer is written");
    }

    @Test
    void directionsOfCompatibility() {
        String open = "{\"type\":\"object\"}";
        String withRequired = "{type: object, required: [id], properties: {id: {type: string}}}";

        assertThat(coded(new Planned(schemas("Forward", open, withRequired)).topology(), "SchemaBreak"))
                .isEmpty();
        assertThat(coded(new Planned(schemas("None", open, withRequired)).topology(), "SchemaBreak"))
                .isEmpty();
        assertThat(coded(new Planned(schemas("Backward", open, withRequired)).topology(), "SchemaBreak"))
                .hasSize(1);
        assertThat(coded(new Planned(schemas("Full", open, withRequired)).topology(), "SchemaBreak"))
                .hasSize(1);
    }

    @Test
    void anAcceptedSchemaThatIsNoJsonIsNotComparedWith() {
        assertThat(coded(new Planned(schemas("Full", "{", "{type: object}")).topology(), "SchemaBreak"))
                .isEmpty();
    }

    @Test
    void aDeprecatedEventNamesItsUsersAndItsEnd() {
        Planned planned = new Planned(
                kafka("[{type: todos.task.created, deprecated: {replacedBy: todos.task.opened, sunset: '2027-01-01'}}]")
                        + service("todo", "publishes: [{event: todos.task.created}]")
                        + service("notify", subscribes("todos.task.created", ""))
                        + service("analytics", subscribes("todos.task.created", "")));

        assertThat(only(planned.topology(), "DeprecatedEvent"))
                .returns("Warning", Finding::severity)
                .returns("spec.events[todos.task.created]", Finding::subject)
                .extracting(Finding::message)
                .asString()
                .contains("published by shop/todo")
                .contains("consumed by shop/analytics, shop/notify")
                .contains("replaced by todos.task.opened")
                .contains("2027-01-01");
        assertThat(only(planned.service("notify"), "DeprecatedEvent"))
                .returns("spec.subscribes[todos.task.created]", Finding::subject)
                .returns("Move to todos.task.opened.", Finding::fix);
        assertThat(only(planned.service("todo"), "DeprecatedEvent").subject())
                .isEqualTo("spec.publishes[todos.task.created]");
    }

    @Test
    void aDeprecatedEventThatNobodyUsesMayGo() {
        assertThat(coded(
                        new Planned(kafka("[{type: todos.task.created, deprecated: {}}]")).topology(),
                        "DeprecatedEvent"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis: {host: 'redis:6379'}",
                "rabbitmq: {host: 'rabbit:5672'}",
                "gcpPubSub: {projectId: shop-events}",
                "awsSnsSqs: {region: eu-central-1}",
                "azureServiceBus: {namespaceName: shop.servicebus.windows.net}"
            })
    void featuresThatOtherBrokersLack(String broker) {
        List<Finding> findings = new Planned(topology(
                        broker,
                        "[{type: a.x.y, key: subject, retention: 7d}, {type: b.x.y, config: {retention.ms: '1'}}, {type: c.x.y}]",
                        ""))
                .topology();

        assertThat(only(findings, "OrderByKeyLost"))
                .returns("Warning", Finding::severity)
                .returns("spec.events[a.x.y].key", Finding::subject);
        assertThat(only(findings, "ReplayLost"))
                .returns("Info", Finding::severity)
                .returns("spec.broker", Finding::subject);
        assertThat(coded(findings, "RetentionLost"))
                .extracting(Finding::subject)
                .containsExactly("spec.events[a.x.y].retention", "spec.events[b.x.y].retention");
    }

    @Test
    void kafkaLacksNothing() {
        assertThat(new Planned(kafka("[{type: a.x.y, key: subject, retention: 7d}]")).topology())
                .extracting(Finding::code)
                .containsOnly("EventWithoutPublisher", "EventWithoutConsumer");
    }

    @Test
    void inMemoryEventsNeverReachAnotherService() {
        String topology = topology("inMemory: {}", "[{type: todos.task.created}]", "");
        String publisher = service("todo", "publishes: [{event: todos.task.created}]");

        assertThat(only(
                                new Planned(topology
                                                + publisher
                                                + service("notify", subscribes("todos.task.created", "")))
                                        .topology(),
                                "InMemoryBroker")
                        .message())
                .contains("todos.task.created of shop/todo never reaches shop/notify");
        assertThat(coded(new Planned(topology + publisher).topology(), "InMemoryBroker"))
                .isEmpty();
        assertThat(coded(
                        new Planned(topology
                                        + service(
                                                "todo",
                                                "publishes: [{event: todos.task.created}], "
                                                        + subscribes("todos.task.created", "")))
                                .topology(),
                        "InMemoryBroker"))
                .isEmpty();
    }

    @Test
    void orderIsKeptWithinOneTypeOnly() {
        String topology = kafka(
                "[{type: todos.task.created, key: data.id}, {type: todos.task.completed, key: data.id}, {type: todos.list.created, key: data.id}, {type: todos.task.viewed}]");
        String both =
                "subscribes: [{event: todos.task.created, route: /a}, {event: todos.task.completed, route: /b}, {event: todos.list.created, route: /c}]";

        assertThat(only(new Planned(topology + service("notify", both)).service("notify"), "OrderAcrossTypes"))
                .returns("Info", Finding::severity)
                .returns("spec.subscribes[todos.task.*]", Finding::subject)
                .extracting(Finding::message)
                .asString()
                .contains("todos.task.completed, todos.task.created");
        assertThat(coded(
                        new Planned(
                                        topology
                                                + service(
                                                        "notify",
                                                        "subscribes: [{event: todos.task.created, route: /a}, {event: todos.task.viewed, route: /b}]"))
                                .service("notify"),
                        "OrderAcrossTypes"))
                .isEmpty();
    }

    @Test
    void scalingWithoutALag() {
        String topology = topology("redis: {host: 'redis:6379'}", "[{type: todos.task.created}]", "");

        assertThat(only(
                        new Planned(topology
                                        + service("notify", subscribes("todos.task.created", "") + ", scaling: {}"))
                                .service("notify"),
                        "ScalingGroup"))
                .returns("Warning", Finding::severity)
                .returns("spec.scaling", Finding::subject)
                .extracting(Finding::message)
                .asString()
                .contains("only Kafka");
    }

    @Test
    void scalingBeyondThePartitions() {
        String topology = kafka("[{type: a.x.y, partitions: 2}, {type: b.x.y, partitions: 4}]");
        String both = "subscribes: [{event: a.x.y, route: /a}, {event: b.x.y, route: /b}], scaling: {maxReplicas: %d}";

        assertThat(only(new Planned(topology + service("notify", both.formatted(5))).service("notify"), "ScalingGroup")
                        .message())
                .contains("more than 4 replicas");
        assertThat(coded(
                        new Planned(topology + service("notify", both.formatted(4))).service("notify"), "ScalingGroup"))
                .isEmpty();
    }

    @Test
    void overriddenEnvironment() {
        List<Finding> findings = new Planned(TOPOLOGY
                        + service("notify", "env: [{name: PUBSUB_NAME, value: mine}, {name: COLOUR, value: red}]"))
                .service("notify");

        assertThat(only(findings, "EnvOverridden"))
                .returns("Warning", Finding::severity)
                .returns("spec.env[PUBSUB_NAME]", Finding::subject);
    }

    @Test
    void resourcesThatAreNoQuantities() {
        List<Finding> findings = new Planned(
                        TOPOLOGY + service("notify", "resources: {requests: {cpu: lots}, limits: {memory: 512Mi}}"))
                .service("notify");

        assertThat(only(findings, "UnreadableSpec"))
                .returns("Error", Finding::severity)
                .returns("spec.resources.requests.cpu", Finding::subject);
    }

    @Test
    void scalingWithoutKeda() {
        ResolvedService service = new ServiceExample(
                        new TopologyExample().event("todos.task.created").build(), "notify")
                .subscribes("todos.task.created")
                .scaling(2, 3, null)
                .build();

        assertThat(only(new Hazards().of(service, new EventService(), platform(false)), "KedaMissing"))
                .returns("Warning", Finding::severity)
                .extracting(Finding::message)
                .asString()
                .contains("2 replicas");
        assertThat(new Hazards().of(service, new EventService(), platform(true)))
                .isEmpty();
    }

    private static Platform platform(boolean keda) {
        return new Platform("operators", new DaprVersion(1, 16), keda, "public", Map.of());
    }

    private static String created(int second, String name, String members) {
        return """
                ---
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: %s, creationTimestamp: "2026-01-01T00:00:0%dZ"}
                spec: {topologyRef: {name: todos}, %s}
                """.formatted(name, second, members);
    }

    @Test
    void theOlderOfTwoServicesHasTheAppId() {
        Planned planned = new Planned(TOPOLOGY
                + created(2, "b", "appId: notify")
                + created(1, "c", "appId: notify")
                + created(3, "notify", "image: 'app:1'"));

        assertThat(coded(planned.service("c"), "AppIdClaimed")).isEmpty();
        for (String younger : List.of("b", "notify")) {
            assertThat(only(planned.service(younger), "AppIdClaimed"))
                    .returns("Error", Finding::severity)
                    .extracting(Finding::message)
                    .asString()
                    .contains("EventService shop/c");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3500, 3501, 9090, 50001, 50002})
    void aPortOfTheSidecar(int port) {
        String publishes = "publishes: [{event: todos.task.created}]";

        assertThat(only(
                        new Planned(TOPOLOGY + service("app", "port: " + port + ", " + publishes)).service("app"),
                        "PortOfSidecar"))
                .returns("Error", Finding::severity)
                .returns("spec.port", Finding::subject);
        assertThat(coded(
                        new Planned(TOPOLOGY + service("app", "port: 8081, " + publishes)).service("app"),
                        "PortOfSidecar"))
                .isEmpty();
    }

    private static String schema(String type) {
        String properties = IntStream.range(0, 500)
                .mapToObj(i -> "member" + i + ": {type: " + type + "}")
                .collect(Collectors.joining(", "));
        return "{type: object, properties: {" + properties + "}}";
    }

    private static EventTopology withStatus(String events, List<AcceptedSchema> accepted) {
        EventTopology topology = Serialization.unmarshal(kafka(events), EventTopology.class);
        topology.getMetadata().setNamespace("shop");
        topology.setStatus(
                new EventTopologyStatus(null, List.of(), null, null, null, List.of(), List.of(), List.of(), accepted));
        return topology;
    }

    @Test
    void aLongSchemaIsKeptPackedAndComparedWith() {
        String long1 = "[{type: a.x.y, schema: {inline: " + schema("string") + "}}]";

        List<AcceptedSchema> accepted =
                new Planned(withStatus(long1, List.of())).plan().acceptedSchemas();

        assertThat(accepted).hasSize(1);
        assertThat(accepted.getFirst().schema()).startsWith("H4sI").hasSizeLessThan(6000);
        assertThat(new Planned(withStatus(long1, accepted)).plan().acceptedSchemas())
                .isEqualTo(accepted);
        assertThat(only(new Planned(withStatus(long1.replace("string", "integer"), accepted)).topology(), "SchemaBreak")
                        .message())
                .contains("data.member0: type string is written, integer is read");
        assertThat(new Planned(withStatus(long1.replace("string", "integer"), accepted))
                        .plan()
                        .acceptedSchemas())
                .as("the refused one is not accepted")
                .isEqualTo(accepted);
    }

    /** The subject of the refused one contains the type of the other. */
    @Test
    void theSchemaOfAnEventIsAcceptedThoughOneOfALongerNameIsRefused() {
        String before =
                "[{type: a.x.do, schema: {inline: {type: object}}}, {type: a.x.done, schema: {inline: {type: object}}}]";
        String after = "[{type: a.x.do, schema: {inline: {type: object, title: new}}},"
                + " {type: a.x.done, schema: {inline: {type: array}}}]";

        Plan plan = new Planned(withStatus(
                        after, new Planned(withStatus(before, List.of())).plan().acceptedSchemas()))
                .plan();

        assertThat(only(plan.findings(), "SchemaBreak").subject()).contains("a.x.done");
        assertThat(plan.acceptedSchemas())
                .extracting(AcceptedSchema::schema)
                .containsExactly("{\"title\":\"new\",\"type\":\"object\"}", "{\"type\":\"object\"}");
    }
}
