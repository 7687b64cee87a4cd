package io.eventtopology.tools.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPlaneTest {
    @TempDir
    static Path directory;

    private static ControlPlane plane;

    @BeforeAll
    static void start() {
        plane = ControlPlane.builder()
                .directory(directory)
                .controllerManager(true)
                .auditLog(true)
                .user("operator", "operators")
                .start();
    }

    @AfterAll
    static void stop() {
        plane.close();
    }

    @Test
    void serves_the_pinned_kubernetes_version_to_the_administrator() {
        assertThat(plane.client().getKubernetesVersion().getGitVersion()).startsWith("v1.");
        assertThat(plane.client().namespaces().withName("default").get()).isNotNull();
    }

    @Test
    void a_user_without_roles_is_refused_and_one_with_a_role_may_do_that_only() {
        namespace("rbac");
        KubernetesClient operator = plane.client(plane.configFor("operator"));
        assertThatThrownBy(() -> operator.configMaps().inNamespace("rbac").list())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("User \"operator\" cannot list resource \"configmaps\"");

        allowReadingConfigMaps("rbac", "User", "operator");

        await().untilAsserted(() -> assertThat(
                        operator.configMaps().inNamespace("rbac").list().getItems())
                .isNotNull());
        assertThatThrownBy(() -> operator.resource(configMap("rbac", "x")).create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("cannot create resource \"configmaps\"");
    }

    @Test
    void a_service_account_has_its_own_roles() {
        namespace("accounts");
        plane.client()
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("robot")
                        .withNamespace("accounts")
                        .endMetadata()
                        .build())
                .create();
        String token = plane.createServiceAccountToken("accounts", "robot");
        KubernetesClient robot = plane.client(plane.configWithToken(token));

        assertThatThrownBy(() -> robot.configMaps().inNamespace("accounts").list())
                .hasMessageContaining("system:serviceaccount:accounts:robot");
        allowReadingConfigMaps("accounts", "ServiceAccount", "robot");
        await().untilAsserted(() -> assertThat(
                        robot.configMaps().inNamespace("accounts").list().getItems())
                .isNotNull());
    }

    @Test
    void the_administrator_can_act_as_anybody() {
        KubernetesClient somebody = plane.client(plane.configImpersonating("somebody", "people"));
        assertThatThrownBy(() -> somebody.secrets().inNamespace("default").list())
                .hasMessageContaining("User \"somebody\" cannot list resource \"secrets\"");
    }

    @Test
    void a_user_nobody_named_is_an_error_that_names_the_known_ones() {
        assertThatThrownBy(() -> plane.configFor("stranger"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stranger")
                .hasMessageContaining("[admin, operator]");
    }

    @Test
    void dependents_are_garbage_collected_after_their_owner() {
        namespace("garbage");
        ConfigMap owner = plane.client().resource(configMap("garbage", "owner")).create();
        ConfigMap dependent = configMap("garbage", "dependent");
        dependent
                .getMetadata()
                .setOwnerReferences(List.of(new OwnerReferenceBuilder()
                        .withApiVersion("v1")
                        .withKind("ConfigMap")
                        .withName("owner")
                        .withUid(owner.getMetadata().getUid())
                        .build()));
        plane.client().resource(dependent).create();

        plane.client().resource(owner).delete();

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(plane.client()
                                .configMaps()
                                .inNamespace("garbage")
                                .withName("dependent")
                                .get())
                        .isNull());
    }

    @Test
    void a_deleted_namespace_goes_away_with_its_objects() {
        namespace("short-lived");
        plane.client().resource(configMap("short-lived", "x")).create();

        plane.client().namespaces().withName("short-lived").delete();

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(plane.client()
                                .namespaces()
                                .withName("short-lived")
                                .get())
                        .isNull());
    }

    @Test
    void data_and_address_survive_a_restart_of_the_api_server() {
        plane.client().resource(configMap("default", "kept")).create();
        String url = plane.apiServerUrl();

        plane.stopApiServer();
        assertThat(PortProbe.isOpen(Integer.parseInt(url.substring(url.lastIndexOf(':') + 1))))
                .isFalse();
        plane.startApiServer();

        assertThat(plane.apiServerUrl()).isEqualTo(url);
        assertThat(plane.client()
                        .configMaps()
                        .inNamespace("default")
                        .withName("kept")
                        .get())
                .isNotNull();
    }

    @Test
    void the_audit_log_counts_each_write_once() throws IOException {
        plane.client().resource(configMap("default", "audited")).create();
        plane.client().configMaps().inNamespace("default").withName("audited").edit(map -> {
            map.setData(Map.of("key", "value"));
            return map;
        });

        List<String> lines = Files.readAllLines(plane.auditLog()).stream()
                .filter(line -> line.contains("\"name\":\"audited\"") || line.contains("/configmaps/audited"))
                .toList();
        assertThat(lines.stream().filter(line -> line.contains("\"verb\":\"patch\"")))
                .hasSize(1);
        assertThat(Files.readAllLines(plane.auditLog()).stream()
                        .filter(line -> line.contains("\"verb\":\"create\"") && line.contains("\"audited\"")))
                .hasSize(1);
    }

    @Test
    void controllers_of_workloads_run_only_when_asked_for(@TempDir Path own) {
        plane.client().resource(deployment()).create();
        try (ControlPlane other = ControlPlane.builder()
                .directory(own)
                .controllers("deployment-controller")
                .start()) {
            other.client().resource(deployment()).create();

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(other.client()
                                    .apps()
                                    .replicaSets()
                                    .inNamespace("default")
                                    .list()
                                    .getItems())
                            .hasSize(1));
        }
        assertThat(plane.client()
                        .apps()
                        .replicaSets()
                        .inNamespace("default")
                        .list()
                        .getItems())
                .isEmpty();
    }

    @Test
    void kubectl_runs_as_administrator() {
        assertThat(plane.kubectl("auth", "whoami", "-o", "jsonpath={.status.userInfo.username}")
                        .stdout())
                .isEqualTo("admin");
        assertThat(plane.kubectl("get", "nonsense").exit()).isNotZero();
        assertThat(plane.kubectl("get", "nonsense").stderr()).contains("nonsense");
    }

    @Test
    void nothing_is_left_after_close(@TempDir Path own) {
        ControlPlane other = ControlPlane.builder().directory(own).start();
        assertThat(processesNaming(own)).isNotEmpty();

        other.close();

        assertThat(processesNaming(own)).isEmpty();
    }

    @Test
    void data_of_an_earlier_run_is_used_again(@TempDir Path own) {
        try (ControlPlane first = ControlPlane.builder().directory(own).start()) {
            first.client().resource(configMap("default", "old")).create();
        }
        try (ControlPlane second = ControlPlane.builder().directory(own).start()) {
            assertThat(second.client()
                            .configMaps()
                            .inNamespace("default")
                            .withName("old")
                            .get())
                    .isNotNull();
        }
    }

    @Test
    void a_temporary_control_plane_has_its_crds_and_nothing_of_the_one_before() {
        Path crd = Path.of("..", "crds", "manifests", "eventservices.eventtopology.io.yaml");
        String name = "eventservices.eventtopology.io";
        String uid;
        try (ControlPlane first = ControlPlane.builder().crds(List.of(crd)).start()) {
            first.client().resource(configMap("default", "old")).create();
            uid = crd(first, name).getMetadata().getUid();
        }
        try (ControlPlane second = ControlPlane.builder().crds(List.of(crd)).start()) {
            assertThat(second.client()
                            .configMaps()
                            .inNamespace("default")
                            .list()
                            .getItems())
                    .isEmpty();
            assertThat(second.kubectl("get", "eventservices").exit()).isZero();
            // The data were prepared once and copied.
            assertThat(crd(second, name).getMetadata().getUid()).isEqualTo(uid);
        }
    }

    @Test
    void a_failed_start_shows_the_end_of_the_log_and_leaves_nothing(@TempDir Path own) throws IOException {
        Files.writeString(own.resolve("service-account.key"), "this is no key\n");

        assertThatThrownBy(() -> ControlPlane.builder().directory(own).start())
                .isInstanceOf(ControlPlaneException.class)
                .hasMessageContaining("kube-apiserver ended")
                .hasMessageContaining("kube-apiserver.log")
                .hasMessageContaining("service-account.key");
        assertThat(processesNaming(own)).isEmpty();
    }

    private static CustomResourceDefinition crd(ControlPlane of, String name) {
        return of.client()
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(name)
                .get();
    }

    private static List<String> processesNaming(Path folder) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.contains(folder.toString()))
                .toList();
    }

    private static Deployment deployment() {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withNewSelector()
                .addToMatchLabels("app", "web")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "web")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("web")
                .withImage("example.org/web:1")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static void namespace(String name) {
        plane.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
    }

    private static ConfigMap configMap(String namespace, String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .build();
    }

    private static void allowReadingConfigMaps(String namespace, String kind, String name) {
        plane.client()
                .resource(new RoleBuilder()
                        .withNewMetadata()
                        .withName("reader")
                        .withNamespace(namespace)
                        .endMetadata()
                        .addNewRule()
                        .withApiGroups("")
                        .withResources("configmaps")
                        .withVerbs("get", "list")
                        .endRule()
                        .build())
                .create();
        plane.client()
                .resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName("reader")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", "reader")
                        .addNewSubject()
                        .withKind(kind)
                        .withName(name)
                        .withNamespace(kind.equals("ServiceAccount") ? namespace : null)
                        .withApiGroup(kind.equals("ServiceAccount") ? "" : "rbac.authorization.k8s.io")
                        .endSubject()
                        .build())
                .create();
    }
}
