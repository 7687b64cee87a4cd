package io.eventtopology.operator.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.operator.OperatorRuntime;
import io.eventtopology.operator.harness.AdvancedClock;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.operator.strimzi.StrimziObjects;
import io.eventtopology.planner.naming.Labels;
import io.eventtopology.tools.kafka.KafkaBroker;
import io.eventtopology.tools.port.FreePorts;
import io.eventtopology.tools.proxy.ApiFaultProxy;
import io.eventtopology.tools.proxy.Fault;
import io.eventtopology.tools.proxy.ProxiedRequest;
import io.eventtopology.tools.proxy.Verb;
import io.eventtopology.tools.standin.StandInKubelet;
import io.eventtopology.tools.standin.StandInTopicOperator;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A short life of an operator in which it needs all its rights: it makes everything that it can make, mends, renews, and removes what left
 * the declarations. Its roles count only where they must: in two watched namespaces, in that of a Strimzi cluster, and in its own.
 */
final class TourOfRights {
    private static final String NAME = "event-topology-operator";
    private static final String SHOP = "shop";
    private static final String NEIGHBOURS = "neighbours";
    private static final String STRIMZI = "kafka";
    private static final String POD = "notify-0";

    /** What is declared first. Kafka of Strimzi with users and scaling, a schema, and a service of another namespace. */
    private static final String MUCH = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: schemas, namespace: shop}
            data: {created: '{"type": "object", "properties": {"todoId": {"type": "string"}}}'}
            ---
            apiVersion: eventtopology.io/v1beta1
            kind: EventTopology
            metadata: {name: todos, namespace: shop}
            spec:
              broker: {kafka: {cluster: main, namespace: kafka, auth: {type: scramSha512}}}
              events:
                - {type: todos.task.created, schema: {configMap: {name: schemas, key: created}}}
                - {type: todos.task.completed}
                - {type: users.account.registered}
                - {type: notifications.message.sent}
              allowedNamespaces: {from: Selector, selector: {matchLabels: {kubernetes.io/metadata.name: neighbours}}}
              deletionPolicy: Delete
              bundledServices: [Notify]
            ---
            apiVersion: eventtopology.io/v1beta1
            kind: EventService
            metadata: {name: reader, namespace: neighbours}
            spec:
              topologyRef: {name: todos, namespace: shop}
              appId: reader
              subscribes: [{event: todos.task.completed, route: /completed}]
            ---
            apiVersion: eventtopology.io/v1beta1
            kind: EventTopology
            metadata: {name: notes, namespace: shop}
            spec:
              broker: {redis: {host: "redis.infra.svc:6379"}}
              events: [{type: notes.note.taken}]
              deletionPolicy: Delete
            ---
            apiVersion: eventtopology.io/v1beta1
            kind: EventService
            metadata: {name: mailer, namespace: shop}
            spec:
              topologyRef: {name: todos}
              image: registry.example/mailer:1
              scaling: {minReplicas: 1, maxReplicas: 5}
              subscribes: [{event: todos.task.created, route: /created}]
            """;

    /** What is declared in the end: the same services, wired only, and without Kafka. */
    private static final String LITTLE = """
            apiVersion: eventtopology.io/v1beta1
            kind: EventTopology
            metadata: {name: todos, namespace: shop}
            spec:
              broker: {kafka: {cluster: main, namespace: kafka, auth: {type: scramSha512}}}
              events: [{type: todos.task.created}, {type: todos.task.completed}]
              allowedNamespaces: {from: Selector, selector: {matchLabels: {kubernetes.io/metadata.name: neighbours}}}
              deletionPolicy: Delete
            ---
            apiVersion: eventtopology.io/v1beta1
            kind: EventService
            metadata: {name: mailer, namespace: shop}
            spec:
              topologyRef: {name: notes}
              appId: mailer
              publishes: [{event: notes.note.taken}]
            """;

    /** A Kafka cluster that the operator manages by itself. */
    private static final String DIRECT = """
            apiVersion: eventtopology.io/v1beta1
            kind: EventTopology
            metadata: {name: prints, namespace: neighbours}
            spec:
              broker: {kafka: {cluster: secured, auth: {type: scramSha512}}}
              events: [{type: prints.page.printed}]
            ---
            apiVersion: eventtopology.io/v1beta1
            kind: EventService
            metadata: {name: printer, namespace: neighbours}
            spec:
              topologyRef: {name: prints}
              appId: printer
              publishes: [{event: prints.page.printed}]
            """;

    /** An object of which there is none in the beginning and in the end. */
    private record Child(String apiVersion, String kind, String namespace, String name) {}

    private final OperatorHarness harness;
    private final KafkaBroker broker;
    private final ApiFaultProxy proxy;
    private final int webhookPort = FreePorts.findOne();
    private final AdvancedClock clock = new AdvancedClock();

    private TourOfRights(OperatorHarness harness, KafkaBroker broker, ApiFaultProxy proxy) {
        this.harness = harness;
        this.broker = broker;
        this.proxy = proxy;
    }

    /** From the start of an operator to its end. */
    static void take(OperatorHarness harness) {
        harness.allowStrimzi(STRIMZI);
        new StrimziObjects(harness).readyKafka(STRIMZI, "main");
        try (KafkaBroker broker = KafkaBroker.secured();
                StandInKubelet kubelet = StandInKubelet.start(harness.admin());
                StandInTopicOperator strimzi = StandInTopicOperator.start(harness.admin(), STRIMZI, "main");
                ApiFaultProxy proxy = ApiFaultProxy.start(harness.operatorConfig())) {
            TourOfRights tour = new TourOfRights(harness, broker, proxy);
            tour.prepare();
            tour.live();
        }
    }

    private void prepare() {
        harness.admin().rbac().clusterRoleBindings().withName(NAME).delete();
        Stream.of(SHOP, NEIGHBOURS).map(harness::createNamespace).forEach(this::bind);
        harness.admin()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(OperatorHarness.OPERATOR_NAMESPACE)
                        .withName("kafka-operator")
                        .endMetadata()
                        .addToStringData("username", broker.adminUser())
                        .addToStringData("password", broker.adminPassword())
                        .addToStringData("ca.crt", broker.caCertificatePem())
                        .build())
                .create();
        harness.apply("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: event-topology-operator}
                webhooks:
                  - name: validate.eventtopology.io
                    clientConfig: {url: "https://127.0.0.1:%d/validate"}
                    rules:
                      - apiGroups: [eventtopology.io]
                        apiVersions: [v1beta1]
                        operations: [CREATE, UPDATE, DELETE]
                        resources: [eventtopologies, eventservices]
                    admissionReviewVersions: [v1]
                    sideEffects: None
                    failurePolicy: Ignore
                """.formatted(webhookPort));
    }

    private void bind(String namespace) {
        harness.admin()
                .resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName(NAME)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", NAME)
                        .addNewSubject("", "ServiceAccount", NAME, OperatorHarness.OPERATOR_NAMESPACE)
                        .build())
                .create();
    }

    private void live() {
        // As if somebody had changed a topology at this moment: the operator reads it and tries again.
        Fault conflict = proxy.failNext(
                1,
                ProxiedRequest.matching(Verb.PATCH, "eventtopologies")
                        .and(request -> request.subresource().isEmpty()),
                409,
                "Conflict");
        OperatorRuntime operator = harness.startOperator(
                """
                leaderElection: true
                watchNamespaces: [shop, neighbours]
                kafka:
                  strimziNamespaces: [kafka]
                  clusters:
                    - {name: secured, provisioner: Direct, bootstrapServers: {scramSha512: "%s"}, tls: true, credentials: kafka-operator}
                deliveryVerification: {enabled: true, interval: PT1S}
                admission: {enabled: true, port: %d}
                """.formatted(broker.bootstrapServers(), webhookPort), proxy.through(harness.operatorConfig()), clock);
        harness.apply(MUCH + "---\n" + DIRECT);
        makes();
        assertThat(conflict.isSpent()).isTrue();
        mends();
        removes();
        // Gives the Lease back, and ends the watches, which are in the audit log when they are over.
        harness.stop(operator);
    }

    private void makes() {
        eventually("children are made", () -> children().allMatch(this::exists));
        eventually("the user on the Direct cluster is recorded", () -> exists(recordOfUsers()));
        eventually("the webhook has a certificate", () -> certificate() != null);
    }

    private void mends() {
        runPodWithoutSidecar();
        Secret certificate = certificate();
        // Renewal is due.
        clock.advance(Duration.ofDays(61));
        eventually("the next certificate is made", () -> !Objects.equals(certificate(), certificate));
        eventually("the pod is evicted", () -> {
            clock.advance(Duration.ofMinutes(1));
            return harness.admin().pods().inNamespace(SHOP).withName(POD).get() == null;
        });
    }

    private void removes() {
        // A service keeps its Configuration. One of another name is a copy, or another version of the operator left it.
        harness.apply("""
                apiVersion: dapr.io/v1alpha1
                kind: Configuration
                metadata:
                  name: mailer-settings
                  namespace: shop
                  labels:
                    %s: %s
                    %s: EventService
                    %s: shop
                    %s: mailer
                spec: {}
                """.formatted(
                Labels.MANAGED_BY, Labels.OPERATOR, Labels.OWNER_KIND, Labels.OWNER_NAMESPACE, Labels.OWNER_NAME));
        harness.apply(LITTLE);
        eventually("children are gone", () -> children().noneMatch(this::exists));
        eventually(
                "the other Configuration is gone",
                () -> !exists(new Child("dapr.io/v1alpha1", "Configuration", SHOP, "mailer-settings")));
        harness.admin().resource(harness.service(NEIGHBOURS, "printer")).delete();
        eventually("the record went with its user", () -> !exists(recordOfUsers()));
    }

    private static Child recordOfUsers() {
        return new Child(
                "v1", "ConfigMap", OperatorHarness.OPERATOR_NAMESPACE, "kafka-users.eventservice.neighbours.printer");
    }

    private boolean exists(Child child) {
        return harness.admin()
                        .genericKubernetesResources(child.apiVersion(), child.kind())
                        .inNamespace(child.namespace())
                        .withName(child.name())
                        .get()
                != null;
    }

    private static Stream<Child> children() {
        return Stream.of(
                new Child("eventtopology.io/v1beta1", "EventService", SHOP, "notify"),
                new Child("kafka.strimzi.io/v1", "KafkaTopic", STRIMZI, "todos.task.created.shop.mailer.dlq"),
                new Child("kafka.strimzi.io/v1", "KafkaUser", STRIMZI, "shop.mailer"),
                new Child("dapr.io/v1alpha1", "Component", SHOP, "todos-mailer"),
                new Child("dapr.io/v2alpha1", "Subscription", SHOP, "mailer.todos.task.created"),
                new Child("dapr.io/v1alpha1", "Resiliency", SHOP, "mailer"),
                new Child("v1", "Secret", SHOP, "mailer-kafka"),
                new Child("v1", "ServiceAccount", SHOP, "mailer"),
                new Child("v1", "Service", SHOP, "mailer"),
                new Child("apps/v1", "Deployment", SHOP, "mailer"),
                new Child("policy/v1", "PodDisruptionBudget", SHOP, "mailer"),
                new Child("networking.k8s.io/v1", "NetworkPolicy", SHOP, "mailer"),
                new Child("keda.sh/v1alpha1", "TriggerAuthentication", SHOP, "mailer-kafka"),
                new Child("keda.sh/v1alpha1", "ScaledObject", SHOP, "mailer"));
    }

    private Secret certificate() {
        return harness.admin()
                .secrets()
                .inNamespace(OperatorHarness.OPERATOR_NAMESPACE)
                .withName("event-topology-operator-admission")
                .get();
    }

    /** A pod of the service that has no PodDisruptionBudget: there is no controller here that would say what it allows. */
    private void runPodWithoutSidecar() {
        PodTemplateSpec template = harness.admin()
                .apps()
                .deployments()
                .inNamespace(SHOP)
                .withName("notify")
                .get()
                .getSpec()
                .getTemplate();
        harness.admin()
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(SHOP)
                        .withName(POD)
                        .withLabels(template.getMetadata().getLabels())
                        .withAnnotations(template.getMetadata().getAnnotations())
                        .addNewOwnerReference()
                        .withApiVersion("apps/v1")
                        .withKind("ReplicaSet")
                        .withName("notify-1")
                        .withUid("notify-1")
                        .withController(true)
                        .endOwnerReference()
                        .endMetadata()
                        .withSpec(template.getSpec())
                        .build())
                .create();
        harness.admin()
                .pods()
                .inNamespace(SHOP)
                .withName(POD)
                .editStatus(pod -> new PodBuilder(pod)
                        .withNewStatus()
                        .withPhase("Running")
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build());
    }

    private static void eventually(String what, BooleanSupplier holds) {
        await(what)
                .atMost(OperatorHarness.PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(holds::getAsBoolean);
    }
}
