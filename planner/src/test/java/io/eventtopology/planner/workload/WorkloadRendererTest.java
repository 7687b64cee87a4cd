package io.eventtopology.planner.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.crds.BundledService;
import io.eventtopology.crds.ConfigMapKeyRef;
import io.eventtopology.crds.EnvVariable;
import io.eventtopology.crds.KafkaAuthType;
import io.eventtopology.crds.SecretKeyRef;
import io.eventtopology.planner.example.ServiceExample;
import io.eventtopology.planner.example.TopologyExample;
import io.eventtopology.planner.model.DaprVersion;
import io.eventtopology.planner.model.Platform;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedTopology;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WorkloadRendererTest {
    private static final String CREATED = "todos.task.created";
    private static final String SENT = "notifications.message.sent";
    private static final Platform PLATFORM =
            new Platform("operators", new DaprVersion(1, 16), false, "public", Map.of());
    private static final Platform WITH_KEDA =
            new Platform("operators", new DaprVersion(1, 18), true, "public", Map.of());
    private static final SidecarSettings SIDECAR =
            new SidecarSettings("notify", new TreeMap<>(Map.of("PUBSUB_NAME", "todos-notify")), "d1g3st");

    private final ResolvedTopology topology = new TopologyExample()
            .keyedEvent(CREATED, "data.todoId", 6)
            .keyedEvent(SENT, "subject", 3)
            .build();

    private ServiceExample notification() {
        return new ServiceExample(topology, "notify").publishes(SENT).subscribes(CREATED);
    }

    @Test
    void wiringOnlyRunsNothing() {
        assertThat(render(notification().wiringOnly("existing").build(), PLATFORM))
                .isEmpty();
    }

    @Test
    void everyObjectIsLabelledAndInTheNamespaceOfTheService() {
        List<HasMetadata> objects = render(notification().scaling(1, 5, null).build(), WITH_KEDA);

        assertThat(objects).hasSize(6).allSatisfy(object -> {
            assertThat(object.getMetadata().getNamespace()).isEqualTo("shop");
            assertThat(object.getMetadata().getName()).isEqualTo("notify");
            assertThat(object.getMetadata().getLabels())
                    .containsEntry("app.kubernetes.io/managed-by", "event-topology-operator")
                    .containsEntry("app.kubernetes.io/name", "notify")
                    .containsEntry("eventtopology.io/service", "notify")
                    .containsEntry("eventtopology.io/owner-kind", "EventService")
                    .containsEntry("eventtopology.io/owner-namespace", "shop")
                    .containsEntry("eventtopology.io/owner-name", "notify")
                    .doesNotContainKey("app.kubernetes.io/instance");
        });
    }

    @Test
    void sameInputSameBytes() {
        ResolvedService service = notification()
                .scaling(0, 9, 50)
                .pod("{nodeSelector: {b: '1', a: '2'}, labels: {y: '1', x: '2'}}")
                .build();

        assertThat(Serialization.asYaml(render(service, WITH_KEDA)))
                .isEqualTo(Serialization.asYaml(render(service, WITH_KEDA)));
    }

    @Test
    void selectorsAgree() {
        List<HasMetadata> objects = render(notification().replicas(2).build(), PLATFORM);

        Map<String, String> selector = Map.of("app.kubernetes.io/name", "notify", "eventtopology.io/service", "notify");
        assertThat(one(objects, Deployment.class).getSpec().getSelector().getMatchLabels())
                .isEqualTo(selector);
        assertThat(template(objects).getMetadata().getLabels()).containsAllEntriesOf(selector);
        assertThat(one(objects, Service.class).getSpec().getSelector()).isEqualTo(selector);
        assertThat(one(objects, PodDisruptionBudget.class)
                        .getSpec()
                        .getSelector()
                        .getMatchLabels())
                .isEqualTo(selector);
        assertThat(one(objects, NetworkPolicy.class).getSpec().getPodSelector().getMatchLabels())
                .isEqualTo(selector);
    }

    @Test
    void podsMeetTheRestrictedStandard() {
        for (ServiceExample example : List.of(
                notification(),
                notification().preset(BundledService.Notify, "services/notify:1"),
                notification().database("db").pod("{priorityClassName: high, imagePullSecrets: [{name: pull}]}"))) {
            assertThat(RestrictedStandard.violations(
                            template(render(example.build(), PLATFORM)).getSpec()))
                    .isEmpty();
        }
    }

    @Test
    void noTokenOfTheApiServerReachesThePods() {
        List<HasMetadata> objects = render(notification().build(), PLATFORM);

        assertThat(one(objects, ServiceAccount.class).getAutomountServiceAccountToken())
                .isFalse();
        assertThat(template(objects).getSpec().getAutomountServiceAccountToken())
                .isFalse();
        assertThat(template(objects).getSpec().getServiceAccountName()).isEqualTo("notify");
        assertThat(annotations(objects)).containsEntry("dapr.io/disable-builtin-k8s-secret-store", "true");
    }

    @Test
    void rollsWithoutLosingAPod() {
        var spec =
                one(render(notification().build(), PLATFORM), Deployment.class).getSpec();

        assertThat(spec.getReplicas()).isEqualTo(1);
        assertThat(spec.getStrategy().getType()).isEqualTo("RollingUpdate");
        assertThat(spec.getStrategy().getRollingUpdate().getMaxUnavailable().getIntVal())
                .isZero();
        assertThat(spec.getStrategy().getRollingUpdate().getMaxSurge().getIntVal())
                .isEqualTo(1);
        assertThat(spec.getTemplate().getSpec().getTopologySpreadConstraints())
                .extracting(c -> c.getTopologyKey() + " " + c.getWhenUnsatisfiable())
                .containsExactly("kubernetes.io/hostname ScheduleAnyway", "topology.kubernetes.io/zone ScheduleAnyway");
    }

    @Test
    void oneReplicaHasNoDisruptionBudget() {
        assertThat(find(render(notification().build(), PLATFORM), PodDisruptionBudget.class))
                .isEmpty();
        assertThat(find(render(notification().replicas(0).build(), PLATFORM), PodDisruptionBudget.class))
                .isEmpty();
    }

    @Test
    void severalReplicasHaveADisruptionBudget() {
        var spec = one(render(notification().replicas(3).build(), PLATFORM), PodDisruptionBudget.class)
                .getSpec();

        assertThat(spec.getMaxUnavailable().getIntVal()).isEqualTo(1);
        assertThat(spec.getUnhealthyPodEvictionPolicy()).isEqualTo("AlwaysAllow");
    }

    @Test
    void imagesAreProbedByTheirPort() {
        Container container = container(render(notification().port(9000).build(), PLATFORM));

        for (var probe :
                List.of(container.getStartupProbe(), container.getReadinessProbe(), container.getLivenessProbe())) {
            assertThat(probe.getHttpGet()).isNull();
            assertThat(probe.getTcpSocket().getPort().getIntVal()).isEqualTo(9000);
            assertThat(probe.getSuccessThreshold()).isEqualTo(1);
        }
    }

    @Test
    void bundledServicesAreProbedByTheirHealth() {
        List<HasMetadata> objects = render(
                notification()
                        .preset(BundledService.Notify, "services/notify:1")
                        .build(),
                PLATFORM);
        Container container = container(objects);

        assertThat(container.getStartupProbe().getHttpGet().getPath()).isEqualTo("/q/health/started");
        assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/q/health/ready");
        assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/q/health/live");
        assertThat(container.getLivenessProbe().getHttpGet().getScheme()).isEqualTo("HTTP");
    }

    /** On Kafka the sidecar may fall silent after a restart of the app (decision 0009; AppRestartTest shows it on a real one). */
    @Test
    void theSidecarOfABundledServiceAsksForItsHealthUnlessItConsumesFromKafka() {
        assertThat(annotations(render(
                        notification()
                                .preset(BundledService.Notify, "services/notify:1")
                                .build(),
                        PLATFORM)))
                .doesNotContainKey("dapr.io/enable-app-health-check");
        assertThat(annotations(render(
                        new ServiceExample(topology, "todo")
                                .publishes(CREATED)
                                .preset(BundledService.Todo, "services/todo:1")
                                .build(),
                        PLATFORM)))
                .containsEntry("dapr.io/enable-app-health-check", "true")
                .containsEntry("dapr.io/app-health-check-path", "/q/health/ready");
    }

    @Test
    void theSidecarOfAnImageDoesNotAskForAHealthPathThatMayNotExist() {
        assertThat(annotations(render(notification().build(), PLATFORM)))
                .doesNotContainKey("dapr.io/enable-app-health-check");
    }

    @Test
    void sidecar() {
        assertThat(annotations(render(notification().maxConcurrency(16).build(), PLATFORM)))
                .containsEntry("dapr.io/enabled", "true")
                .containsEntry("dapr.io/app-id", "notify")
                .containsEntry("dapr.io/app-port", "8080")
                .containsEntry("dapr.io/app-protocol", "http")
                .containsEntry("dapr.io/config", "notify")
                .containsEntry("dapr.io/app-max-concurrency", "16")
                .containsEntry("dapr.io/log-as-json", "true")
                .containsEntry("dapr.io/enable-metrics", "true")
                .containsEntry("dapr.io/sidecar-seccomp-profile-type", "RuntimeDefault")
                .containsKeys(
                        "dapr.io/sidecar-cpu-request",
                        "dapr.io/sidecar-memory-request",
                        "dapr.io/sidecar-memory-limit");
        assertThat(annotations(render(notification().build(), PLATFORM)))
                .doesNotContainKey("dapr.io/app-max-concurrency");
    }

    @Test
    void changedPoliciesRollThePodsOnlyWhereDaprDoesNotReloadThem() {
        assertThat(annotations(render(notification().build(), PLATFORM)))
                .containsEntry("eventtopology.io/policy-digest", "d1g3st");
        assertThat(annotations(render(notification().build(), WITH_KEDA)))
                .doesNotContainKey("eventtopology.io/policy-digest");
    }

    @Test
    void changedSecretsRollThePods() {
        assertThat(annotations(render(notification().build(), PLATFORM)))
                .doesNotContainKey("eventtopology.io/secret-versions");
        assertThat(annotations(render(
                        notification()
                                .secretVersion("b", "2")
                                .secretVersion("a", "1")
                                .build(),
                        PLATFORM)))
                .containsEntry("eventtopology.io/secret-versions", "a=1,b=2");
    }

    @Test
    void everyShutdownFitsTheGracePeriod() {
        for (int grace : List.of(5, 6, 8, 9, 14, 27, 30, 44, 45, 46, 60, 300, 3600)) {
            List<HasMetadata> objects = render(
                    notification()
                            .pod("{terminationGracePeriodSeconds: " + grace + "}")
                            .build(),
                    PLATFORM);
            int block = Integer.parseInt(
                    annotations(objects).get("dapr.io/block-shutdown-duration").replace("s", ""));
            int graceful = Integer.parseInt(annotations(objects).get("dapr.io/graceful-shutdown-seconds"));
            long delay =
                    container(objects).getLifecycle().getPreStop().getSleep().getSeconds();

            assertThat(template(objects).getSpec().getTerminationGracePeriodSeconds())
                    .isEqualTo(grace);
            assertThat(block + graceful).as("sidecar at %s", grace).isBetween(2, grace - 1);
            assertThat(delay).as("app at %s", grace).isBetween(1L, (long) block);
        }
    }

    @Test
    void environment() {
        List<EnvVar> env = container(render(
                        notification()
                                .env(
                                        new EnvVariable("Z", "last", null, null),
                                        new EnvVariable("EMPTY", "", null, null),
                                        new EnvVariable("MAIL", null, new SecretKeyRef("smtp", "password"), null),
                                        new EnvVariable("HOST", null, null, new ConfigMapKeyRef("smtp", "host")))
                                .build(),
                        PLATFORM))
                .getEnv();

        assertThat(env).extracting(EnvVar::getName).isSorted().doesNotHaveDuplicates();
        assertThat(values(env))
                .containsEntry("APP_ID", "notify")
                .containsEntry("SERVICE_PORT", "8080")
                .containsEntry("PUBSUB_NAME", "todos-notify")
                .containsEntry("EVENT_KEYS", "{\"notifications.message.sent\":\"subject\"}")
                .containsEntry("EVENT_SCHEMAS", "{}")
                .containsEntry("DELIVERY_ATTEMPTS", "{\"todos.task.created\":5}")
                .containsEntry("DEAD_LETTER_TOPICS", "{\"todos.task.created\":\"todos.task.created.shop.notify.dlq\"}")
                .containsEntry("Z", "last")
                .containsEntry("EMPTY", null)
                .containsEntry("MAIL", "secret smtp/password")
                .containsEntry("HOST", "config map smtp/host")
                .doesNotContainKey("QUARKUS_HTTP_PORT")
                .doesNotContainKey("KAFKA_USERNAME");
    }

    @Test
    void declaredVariablesCannotReplaceThoseOfTheOperator() {
        ResolvedService service = notification()
                .database("db")
                .env(
                        new EnvVariable("PUBSUB_NAME", "other", null, null),
                        new EnvVariable("PUBSUB_NAME_ORDERS", "other", null, null),
                        new EnvVariable("PUBSUB_NAMES", "mine", null, null),
                        new EnvVariable("DATABASE_PASSWORD", "other", null, null),
                        new EnvVariable("APP_ID", "other", null, null))
                .build();

        assertThat(values(container(render(service, PLATFORM)).getEnv()))
                .containsEntry("PUBSUB_NAME", "todos-notify")
                .containsEntry("PUBSUB_NAMES", "mine")
                .containsEntry("DATABASE_PASSWORD", "secret db/password")
                .containsEntry("APP_ID", "notify")
                .doesNotContainKey("PUBSUB_NAME_ORDERS");
        assertThat(ContainerEnvironment.overridden(service))
                .containsExactly("APP_ID", "DATABASE_PASSWORD", "PUBSUB_NAME", "PUBSUB_NAME_ORDERS");
    }

    @Test
    void databaseOfABundledService() {
        assertThat(values(container(render(
                                notification()
                                        .preset(BundledService.Notify, "services/notify:1")
                                        .database("db")
                                        .build(),
                                PLATFORM))
                        .getEnv()))
                .containsEntry("QUARKUS_HTTP_PORT", "8080")
                .containsEntry("QUARKUS_DATASOURCE_JDBC_URL", "secret db/url")
                .containsEntry("QUARKUS_DATASOURCE_USERNAME", "secret db/username")
                .containsEntry("QUARKUS_DATASOURCE_PASSWORD", "secret db/password")
                .doesNotContainKey("DATABASE_URL");
    }

    @Test
    void databaseOfAnImage() {
        assertThat(values(container(render(notification().database("db").build(), PLATFORM))
                        .getEnv()))
                .containsEntry("DATABASE_URL", "secret db/url")
                .containsEntry("DATABASE_USERNAME", "secret db/username")
                .containsEntry("DATABASE_PASSWORD", "secret db/password");
    }

    @Test
    void dlqTopicsAreToldOnlyWhereATopicKeepsDeadLetters() {
        ResolvedTopology pubSub = new TopologyExample()
                .broker("gcpPubSub: {projectId: shop-events}")
                .event(CREATED)
                .build();

        assertThat(values(container(render(
                                new ServiceExample(pubSub, "notify")
                                        .subscribes(CREATED)
                                        .build(),
                                PLATFORM))
                        .getEnv()))
                .containsEntry("DEAD_LETTER_TOPICS", "{}")
                .containsEntry("DELIVERY_ATTEMPTS", "{}");
    }

    @Test
    void podOverrides() {
        List<HasMetadata> objects = render(notification().pod("""
                                labels: {team: mail, app.kubernetes.io/name: other, eventtopology.io/service: other, dapr.io/x: y}
                                annotations: {note: hello, dapr.io/app-id: other, eventtopology.io/policy-digest: other}
                                nodeSelector: {disk: ssd}
                                tolerations: [{key: spot, operator: Exists, effect: NoSchedule}]
                                priorityClassName: high
                                imagePullSecrets: [{name: pull}]
                                """).build(), PLATFORM);
        PodTemplateSpec template = template(objects);

        assertThat(template.getMetadata().getLabels())
                .containsEntry("team", "mail")
                .containsEntry("app.kubernetes.io/name", "notify")
                .containsEntry("eventtopology.io/service", "notify")
                .doesNotContainKey("dapr.io/x");
        assertThat(annotations(objects))
                .containsEntry("note", "hello")
                .containsEntry("dapr.io/app-id", "notify")
                .containsEntry("eventtopology.io/policy-digest", "d1g3st");
        assertThat(template.getSpec().getNodeSelector()).isEqualTo(Map.of("disk", "ssd"));
        assertThat(template.getSpec().getTolerations())
                .singleElement()
                .satisfies(t ->
                        assertThat(t.getKey() + t.getOperator() + t.getEffect()).isEqualTo("spotExistsNoSchedule"));
        assertThat(template.getSpec().getPriorityClassName()).isEqualTo("high");
        assertThat(template.getSpec().getImagePullSecrets())
                .singleElement()
                .satisfies(s -> assertThat(s.getName()).isEqualTo("pull"));
    }

    @Test
    void movingTagsAreAlwaysPulled() {
        Map<String, String> policies = new TreeMap<>(Map.of(
                "notify",
                "Always",
                "host:5000/notify",
                "Always",
                "host:5000/notify:latest",
                "Always",
                "host:5000/notify:1.2",
                "IfNotPresent",
                "notify@sha256:" + "0".repeat(64),
                "IfNotPresent"));

        policies.forEach((image, policy) -> assertThat(
                        container(render(notification().image(image).build(), PLATFORM))
                                .getImagePullPolicy())
                .as(image)
                .isEqualTo(policy));
    }

    @Test
    void quantitiesAreWrittenAsTheApiServerStoresThem() {
        var resources = container(render(
                        notification()
                                .resources(
                                        "{requests: {cpu: '0.5', memory: 1024Mi}, limits: {cpu: 2000m, memory: '1.5Gi'}}")
                                .build(),
                        PLATFORM))
                .getResources();

        assertThat(texts(resources.getRequests())).isEqualTo(Map.of("cpu", "500m", "memory", "1Gi"));
        assertThat(texts(resources.getLimits())).isEqualTo(Map.of("cpu", "2", "memory", "1536Mi"));
    }

    @Test
    void serviceListensOnPort80() {
        var spec = one(render(notification().port(9000).build(), PLATFORM), Service.class)
                .getSpec();

        assertThat(spec.getType()).isEqualTo("ClusterIP");
        assertThat(spec.getPorts()).singleElement().satisfies(port -> {
            assertThat(port.getName()).isEqualTo("http");
            assertThat(port.getPort()).isEqualTo(80);
            assertThat(port.getTargetPort().getIntVal()).isEqualTo(9000);
            assertThat(port.getProtocol()).isEqualTo("TCP");
        });
    }

    @Test
    void onlyTheNeededPortsAreReachable() {
        NetworkPolicy policy = one(render(notification().build(), PLATFORM), NetworkPolicy.class);

        assertThat(Serialization.asYaml(policy.getSpec())).isEqualTo("""
                        ---
                        ingress:
                        - ports:
                          - port: 8080
                            protocol: "TCP"
                        - from:
                          - podSelector: {}
                          ports:
                          - port: 50002
                            protocol: "TCP"
                        - from:
                          - namespaceSelector:
                              matchLabels:
                                kubernetes.io/metadata.name: "operators"
                          ports:
                          - port: 3501
                            protocol: "TCP"
                        - ports:
                          - port: 9090
                            protocol: "TCP"
                        podSelector:
                          matchLabels:
                            app.kubernetes.io/name: "notify"
                            eventtopology.io/service: "notify"
                        policyTypes:
                        - "Ingress"
                        """);
    }

    @Test
    void withoutKedaTheFewestReplicasRun() {
        List<HasMetadata> objects = render(notification().scaling(2, 5, null).build(), PLATFORM);

        assertThat(one(objects, Deployment.class).getSpec().getReplicas()).isEqualTo(2);
        assertThat(find(objects, GenericKubernetesResource.class)).isEmpty();
        assertThat(one(render(notification().scaling(0, 5, null).build(), PLATFORM), Deployment.class)
                        .getSpec()
                        .getReplicas())
                .as("nobody starts the first pod")
                .isEqualTo(1);
    }

    @Test
    void withoutALagToScaleByTheFewestReplicasRun() {
        ResolvedTopology redis = new TopologyExample()
                .broker("redis: {host: 'redis:6379'}")
                .event(CREATED)
                .build();
        List<HasMetadata> objects = render(
                new ServiceExample(redis, "notify")
                        .subscribes(CREATED)
                        .scaling(3, 5, null)
                        .build(),
                WITH_KEDA);

        assertThat(one(objects, Deployment.class).getSpec().getReplicas()).isEqualTo(3);
        assertThat(find(objects, GenericKubernetesResource.class)).isEmpty();
    }

    @Test
    void kedaScalesByTheLagOfTheConsumerGroup() {
        List<HasMetadata> objects = render(notification().scaling(0, 9, 50).build(), WITH_KEDA);

        assertThat(one(objects, Deployment.class).getSpec().getReplicas()).isNull();
        assertThat(find(objects, PodDisruptionBudget.class)).isPresent();
        assertThat(Serialization.asYaml(
                        one(objects, GenericKubernetesResource.class).getAdditionalProperties()))
                .isEqualTo("""
                        ---
                        spec:
                          scaleTargetRef:
                            apiVersion: "apps/v1"
                            kind: "Deployment"
                            name: "notify"
                          minReplicaCount: 0
                          maxReplicaCount: 9
                          pollingInterval: 30
                          cooldownPeriod: 300
                          triggers:
                          - metadata:
                              bootstrapServers: "main-kafka-bootstrap.kafka:9092"
                              consumerGroup: "shop.notify"
                              lagThreshold: "50"
                              offsetResetPolicy: "earliest"
                              sasl: "none"
                              tls: "disable"
                              topic: "todos.task.created"
                              version: "2.1.0"
                            name: "todos-task-created"
                            type: "kafka"
                        """);
    }

    @Test
    void kedaAuthenticatesWithThePasswordOfTheService() {
        ResolvedTopology secured = new TopologyExample()
                .auth(KafkaAuthType.SCRAM_SHA_512)
                .event(CREATED)
                .build();
        List<HasMetadata> objects = render(
                new ServiceExample(secured, "notify")
                        .subscribes(CREATED)
                        .scaling(null, null, null)
                        .build(),
                WITH_KEDA);

        assertThat(generic(objects, "TriggerAuthentication")).isEqualTo("""
                        ---
                        spec:
                          env:
                          - containerName: "app"
                            name: "KAFKA_USERNAME"
                            parameter: "username"
                          secretTargetRef:
                          - key: "ca.crt"
                            name: "notify-kafka"
                            parameter: "ca"
                          - key: "password"
                            name: "notify-kafka"
                            parameter: "password"
                        """);
        assertThat(generic(objects, "ScaledObject"))
                .contains("authenticationRef:\n      name: \"notify-kafka\"")
                .contains("sasl: \"scram_sha512\"")
                .contains("tls: \"enable\"")
                .contains("lagThreshold: \"100\"")
                .contains("minReplicaCount: 1\n  maxReplicaCount: 5");
        assertThat(values(container(objects).getEnv())).containsEntry("KAFKA_USERNAME", "shop.notify");
    }

    @Test
    void kedaAuthenticatesWithTheCertificateOfTheService() {
        ResolvedTopology secured =
                new TopologyExample().auth(KafkaAuthType.TLS).event(CREATED).build();

        assertThat(generic(
                        render(
                                new ServiceExample(secured, "notify")
                                        .subscribes(CREATED)
                                        .scaling(null, null, null)
                                        .build(),
                                WITH_KEDA),
                        "TriggerAuthentication"))
                .isEqualTo("""
                        ---
                        spec:
                          secretTargetRef:
                          - key: "ca.crt"
                            name: "notify-kafka"
                            parameter: "ca"
                          - key: "user.crt"
                            name: "notify-kafka"
                            parameter: "cert"
                          - key: "user.key"
                            name: "notify-kafka"
                            parameter: "key"
                        """);
    }

    @Test
    void eachClusterHasItsAccess() {
        ResolvedTopology own =
                new TopologyExample().auth(KafkaAuthType.TLS).event(CREATED).build();
        ResolvedTopology other = new TopologyExample()
                .named("shop", "orders")
                .cluster(TopologyExample.cluster("second"))
                .auth(KafkaAuthType.TLS)
                .event("orders.order.placed")
                .build();
        List<HasMetadata> objects = render(
                new ServiceExample(own, "notify")
                        .subscribes(CREATED)
                        .subscribes(other, "orders.order.placed", ServiceExample.DELIVERY, null)
                        .scaling(null, null, null)
                        .build(),
                WITH_KEDA);

        assertThat(objects)
                .filteredOn(o -> o.getKind().equals("TriggerAuthentication"))
                .extracting(o -> o.getMetadata().getName())
                .containsExactly("notify.kafka.main-kafka", "notify.kafka.second-kafka");
    }

    private static List<HasMetadata> render(ResolvedService service, Platform platform) {
        return new WorkloadRenderer().render(service, platform, SIDECAR);
    }

    private static <T> Optional<T> find(List<HasMetadata> objects, Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    private static <T> T one(List<HasMetadata> objects, Class<T> type) {
        return find(objects, type).orElseThrow();
    }

    private static String generic(List<HasMetadata> objects, String kind) {
        return objects.stream()
                .filter(o -> o.getKind().equals(kind))
                .map(GenericKubernetesResource.class::cast)
                .map(o -> Serialization.asYaml(o.getAdditionalProperties()))
                .findFirst()
                .orElseThrow();
    }

    private static PodTemplateSpec template(List<HasMetadata> objects) {
        return one(objects, Deployment.class).getSpec().getTemplate();
    }

    private static Map<String, String> annotations(List<HasMetadata> objects) {
        return template(objects).getMetadata().getAnnotations();
    }

    private static Container container(List<HasMetadata> objects) {
        return template(objects).getSpec().getContainers().getFirst();
    }

    private static Map<String, String> texts(Map<String, Quantity> quantities) {
        Map<String, String> texts = new TreeMap<>();
        quantities.forEach((name, quantity) -> texts.put(name, quantity.toString()));
        return texts;
    }

    private static Map<String, String> values(List<EnvVar> env) {
        Map<String, String> values = new TreeMap<>();
        for (EnvVar variable : env) {
            var from = variable.getValueFrom();
            String value = variable.getValue();
            if (from != null && from.getSecretKeyRef() != null) {
                value = "secret " + from.getSecretKeyRef().getName() + "/"
                        + from.getSecretKeyRef().getKey();
            } else if (from != null) {
                value = "config map " + from.getConfigMapKeyRef().getName() + "/"
                        + from.getConfigMapKeyRef().getKey();
            }
            values.put(variable.getName(), value);
        }
        return values;
    }
}
