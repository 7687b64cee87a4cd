package io.eventtopology.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.eventtopology.crds.ChildRef;
import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.e2e.cluster.ArgoApplication.Verdict;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Argo CD itself keeps the chart and {@code examples/gitops} in the cluster, from Git, by the Applications and settings of {@code
 * gitops/argocd}. It replaces the release of helm for as long as this class runs.
 */
@Tag("cluster")
@Order(900)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ArgoCdTest {
    private static final String REPLICAS = "      replicas: 3\n";
    private static final String NAMESPACE = "shop-gitops";
    private static final String TOPOLOGY = "examples/gitops/topology.yaml";
    private static final String SERVICES = "examples/gitops/services.yaml";
    private static final String APPLICATIONS = "gitops/argocd/applications/";
    private static final String PLACEHOLDER = "https://git.example.com/platform/events.git";
    private static final String PLACED = "orders.order.placed";
    private static final List<String> CRDS =
            List.of("eventtopologies.eventtopology.io", "eventservices.eventtopology.io");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final ArgoApplication root = new ArgoApplication("events");
    private static final ArgoApplication operator = new ArgoApplication("event-topology-operator");
    private static final ArgoApplication shop = new ArgoApplication("shop");

    private static ClusterUnderTest cluster;
    private static InClusterDatabases databases;
    private static GitRepository git;
    private static String head;
    private static boolean synced;

    @BeforeAll
    static void prepare() {
        cluster = ClusterUnderTest.current();
        assumeTrue(
                cluster.options().git().isPresent(),
                "Argo CD is not tested: e2e/run was not given --git-folder and --git-url");
        new Release().uninstall();
        cluster.kubectl("delete", "namespace", NAMESPACE, "--ignore-not-found");
        forgetTopics();
        databases = new InClusterDatabases(cluster, NAMESPACE);
        tellArgoCd();
        git = GitRepository.create(
                cluster.options().git().orElseThrow().folder(),
                cluster.options().git().orElseThrow().url(),
                "event-topology-e2e");
        git.copy("helm-chart/event-topology-operator").copy("examples/gitops").copy("gitops/argocd");
        for (String file : List.of("gitops/argocd/root.yaml", APPLICATIONS + "shop.yaml")) {
            git.replace(file, PLACEHOLDER, git.url());
        }
        git.replace(APPLICATIONS + "event-topology-operator.yaml", PLACEHOLDER, git.url())
                .replace(
                        APPLICATIONS + "event-topology-operator.yaml",
                        "none: kafka.kafka.svc:9092",
                        "none: " + cluster.options().kafka())
                .replace(APPLICATIONS + "event-topology-operator.yaml", "valuesObject:\n", """
                        valuesObject:
                                images:
                                  repository: "%s"
                                  tag: "%s"
                                resyncInterval: PT10S
                        """.formatted(
                        cluster.options().repository(), cluster.options().tag()));
        head = git.push("The operator, a topology and two services");
    }

    /** What people set once: health scripts; and here both ways of tracking, and health of each resource where kubectl sees it. */
    private static void tellArgoCd() {
        for (String file : List.of("argocd-cm-patch.yaml", "argocd-cm-applications-patch.yaml")) {
            cluster.kubectl(
                    "apply",
                    "--server-side",
                    "--force-conflicts",
                    "--field-manager=" + file,
                    "-f",
                    "gitops/argocd/" + file);
        }
        merge("configmap", "argocd-cm", "{\"data\":{\"application.resourceTrackingMethod\":\"annotation+label\"}}");
        merge("configmap", "argocd-cmd-params-cm", "{\"data\":{\"controller.resource.health.persist\":\"true\"}}");
        cluster.kubectl(
                "-n", ArgoApplication.NAMESPACE, "rollout", "restart", "statefulset/argocd-application-controller");
        cluster.kubectl(
                "-n",
                ArgoApplication.NAMESPACE,
                "rollout",
                "status",
                "statefulset/argocd-application-controller",
                "--timeout=180s");
    }

    private static void merge(String kind, String name, String patch) {
        cluster.kubectl("-n", ArgoApplication.NAMESPACE, "patch", kind, name, "--type=merge", "--patch", patch);
    }

    @AfterAll
    static void giveBack() {
        if (git == null) {
            return;
        }
        cluster.kubectl(
                "-n",
                ArgoApplication.NAMESPACE,
                "delete",
                "application",
                "events",
                "--ignore-not-found",
                "--timeout=240s");
        cluster.kubectl("delete", "namespace", NAMESPACE, "--ignore-not-found", "--timeout=120s");
        databases.close();
        git.close();
        forgetTopics();
        // What Argo CD made, helm takes over only if it is told so.
        for (String crd : CRDS) {
            cluster.kubectl("label", "--overwrite", "crd", crd, "app.kubernetes.io/managed-by=Helm");
            cluster.kubectl(
                    "annotate",
                    "--overwrite",
                    "crd",
                    crd,
                    "meta.helm.sh/release-name=" + Release.NAME,
                    "meta.helm.sh/release-namespace=" + Release.NAMESPACE);
        }
        new Release().ensureInstalled();
    }

    @Test
    @Order(1)
    void theChartAndTheResourcesComeFromGit() {
        cluster.kubectl(
                "apply",
                "--server-side",
                "-f",
                git.file("gitops/argocd/root.yaml").toString());

        operator.await(head, "Healthy");
        shop.awaitHealth("EventTopology/orders", "Healthy", "All that was declared is in place");
        // Their Secrets are not in Git and not there yet.
        shop.awaitHealth("EventService/order", "Progressing", "RollingOut: ");
        shop.await(head, "Progressing");

        databases.create("order");
        databases.create("payment");
        shop.awaitHealth("EventService/order", "Healthy", "");
        shop.await(head, "Healthy");
        root.await(head, "Healthy");
        synced = true;
        assertThat(shop.resources())
                .as("what Argo CD keeps: what is in Git, and nothing that the operator made of it")
                .containsOnlyKeys(
                        "Namespace/" + NAMESPACE, "EventTopology/orders", "EventService/order", "EventService/payment");
        assertThat(Topics.names()).contains(PLACED, PLACED + "." + NAMESPACE + ".payment.dlq");
    }

    @Test
    @Order(2)
    void argoCdsMarksAreOnOursAndOnNoneOfTheChildren() {
        requireSynced();
        assertThat(ours()).hasSize(3).allSatisfy(resource -> {
            assertThat(resource.getMetadata().getAnnotations()).containsKey("argocd.argoproj.io/tracking-id");
            assertThat(resource.getMetadata().getLabels()).containsEntry("app.kubernetes.io/instance", "shop");
        });
        assertThat(children()).hasSizeGreaterThan(10).allSatisfy(child -> {
            assertThat(keys(child.getMetadata().getAnnotations()))
                    .as(
                            "annotations of %s %s",
                            child.getKind(), child.getMetadata().getName())
                    .noneMatch(key -> key.startsWith("argocd.argoproj.io/"));
            assertThat(keys(child.getMetadata().getLabels()))
                    .as("labels of %s %s", child.getKind(), child.getMetadata().getName())
                    .doesNotContain("app.kubernetes.io/instance");
        });
    }

    @Test
    @Order(3)
    void aCommitArrivesOnTheBroker() throws Exception {
        requireSynced();
        head = git.replace(TOPOLOGY, placed(3), placed(6)).push("More partitions for " + PLACED);
        try (WritesOfServiceAccounts writes = writes()) {
            shop.refresh().await(head, "Healthy");

            if (cluster.options().auditLog().isPresent()) {
                assertThat(writes.seen())
                        .as("what atRestNobodyWritesAndNothingIsOutOfSync looks for is seen when it is there")
                        .anyMatch(write -> write.contains("argocd-application-controller patch"))
                        .anyMatch(write -> write.contains(Release.NAME + " patch"));
            }
        }
        try (Admin admin = Admin.create(Topics.properties())) {
            assertThat(admin.describeTopics(Set.of(PLACED))
                            .allTopicNames()
                            .get()
                            .get(PLACED)
                            .partitions())
                    .hasSize(6);
        }
    }

    @Test
    @Order(4)
    void whatAPersonHasToMendIsDegradedWithTheReasonAndHealsByACommit() {
        requireSynced();
        // Admission lets it pass, because it can be mended at the broker; fewer partitions, which cannot, it would
        // refuse.
        git.replace(TOPOLOGY, placed(6), placed(6) + REPLICAS).push("Replicas that only the broker's tools can make");
        shop.refresh().awaitHealth("EventTopology/orders", "Degraded", "ReplicasChanged: ");
        assertThat(shop.status().at("/health/status").asText()).isEqualTo("Degraded");

        head = git.replace(TOPOLOGY, placed(6) + REPLICAS, placed(6)).push("As many replicas as before");
        shop.refresh().await(head, "Healthy");
    }

    /** By hand, in an emergency: Argo CD owns only the fields that are in Git, so it neither takes it back nor minds it. */
    @Test
    @Order(5)
    void aPauseByHandIsSuspendedAndStays() {
        requireSynced();
        cluster.kubectl(
                "-n",
                NAMESPACE,
                "patch",
                "eventtopology",
                "orders",
                "--type=merge",
                "-p",
                "{\"spec\":{\"paused\":true}}");
        shop.awaitHealth("EventTopology/orders", "Suspended", "spec.paused is true");
        shop.refreshHard().await(head, "Suspended");

        cluster.kubectl(
                "-n",
                NAMESPACE,
                "patch",
                "eventtopology",
                "orders",
                "--type=merge",
                "-p",
                "{\"spec\":{\"paused\":null}}");
        shop.await(head, "Healthy");
    }

    @Test
    @Order(6)
    void aPauseByCommitIsSuspendedUntilTheNextCommit() {
        requireSynced();
        String running = "  preset: Payment\n";
        head = git.replace(SERVICES, running, running + "  paused: true\n").push("Payment pauses");
        shop.refresh().awaitHealth("EventService/payment", "Suspended", "spec.paused is true");
        shop.await(head, "Suspended");

        head = git.replace(SERVICES, running + "  paused: true\n", running).push("Payment goes on");
        shop.refresh().await(head, "Healthy");
    }

    /** The operator compares everything every ten seconds here, and Argo CD is asked to. */
    @Test
    @Order(7)
    void atRestNobodyWritesAndNothingIsOutOfSync() throws InterruptedException {
        requireSynced();
        shop.await(head, "Healthy");
        Map<String, String> before = versions();
        try (WritesOfServiceAccounts writes = writes()) {
            shop.refreshHard();
            operator.refreshHard();
            Thread.sleep(Duration.ofSeconds(cluster.options().full() ? 300 : 30));

            assertThat(writes.seen())
                    .as("writes of the operator and of Argo CD")
                    .isEmpty();
        }
        assertThat(versions()).isEqualTo(before);
        assertThat(Stream.of(root, operator, shop).flatMap(application -> application.resources().entrySet().stream()))
                .isNotEmpty()
                .allSatisfy(resource -> assertThat(resource.getValue())
                        .as(resource.getKey())
                        .extracting(Verdict::sync)
                        .isEqualTo("Synced"));
    }

    /** Services go first, then their topology, then the namespace, then the operator: the waves in their reverse order. */
    @Test
    @Order(8)
    void deletingByArgoCdKeepsTheTopics() {
        requireSynced();
        Set<String> topics = Topics.names();

        cluster.kubectl("-n", ArgoApplication.NAMESPACE, "delete", "application", "events", "--timeout=240s");

        await("the namespace goes")
                .atMost(PATIENCE)
                .until(() -> cluster.client().namespaces().withName(NAMESPACE).get() == null);
        assertThat(cluster.kubectl("-n", Release.NAMESPACE, "get", "deployments", "-o", "name"))
                .isBlank();
        assertThat(cluster.kubectl("get", "crds", "-o", "name")).contains(CRDS);
        assertThat(Topics.names()).containsAll(topics).contains(PLACED);
    }

    /** The rest is about what the first test brought. */
    private static void requireSynced() {
        assertThat(synced).as("whether the first sync succeeded").isTrue();
    }

    private static String placed(int partitions) {
        return "A customer ordered.\n      partitions: " + partitions + "\n";
    }

    private static List<HasMetadata> ours() {
        List<HasMetadata> ours = new ArrayList<>();
        ours.addAll(cluster.client()
                .resources(EventTopology.class)
                .inNamespace(NAMESPACE)
                .list()
                .getItems());
        ours.addAll(cluster.client()
                .resources(EventService.class)
                .inNamespace(NAMESPACE)
                .list()
                .getItems());
        return ours;
    }

    private static WritesOfServiceAccounts writes() {
        return new WritesOfServiceAccounts(
                cluster.options().auditLog(), Set.of(Release.NAMESPACE, ArgoApplication.NAMESPACE));
    }

    /** Everything that the statuses name as children. */
    private static List<GenericKubernetesResource> children() {
        List<GenericKubernetesResource> children = new ArrayList<>();
        for (EventService service : cluster.client()
                .resources(EventService.class)
                .inNamespace(NAMESPACE)
                .list()
                .getItems()) {
            for (ChildRef child : service.getStatus().children()) {
                GenericKubernetesResource object = cluster.client()
                        .genericKubernetesResources(child.apiVersion(), child.kind())
                        .inNamespace(child.namespace())
                        .withName(child.name())
                        .get();
                assertThat(object).as("%s", child).isNotNull();
                children.add(object);
            }
        }
        return children;
    }

    private static Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        Stream.concat(ours().stream(), children().stream())
                .forEach(object -> versions.put(
                        object.getKind() + "/" + object.getMetadata().getName(),
                        object.getMetadata().getResourceVersion()));
        return versions;
    }

    private static Set<String> keys(Map<String, String> map) {
        return map == null ? Set.of() : map.keySet();
    }

    private static void forgetTopics() {
        Topics.forget("(orders|payments)\\..*");
    }
}
