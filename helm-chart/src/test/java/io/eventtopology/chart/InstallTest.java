package io.eventtopology.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Release;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.tools.cluster.ControlPlane;
import io.eventtopology.tools.crd.ThirdPartyCrds;
import io.eventtopology.tools.process.CommandResult;
import io.eventtopology.tools.program.Program;
import io.eventtopology.tools.program.ProgramLadder;
import io.eventtopology.tools.standin.StandInKubelet;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Helm installs the chart on a real API server, and the operator runs under the rights and the configuration that it got. */
class InstallTest {
    private static final String NAME = HelmChart.RELEASE;

    /** Without kube-proxy the API server reaches no Service, and would wait for its answer each time. */
    private static final String NO_WEBHOOK = "admission: {enabled: false}\n";

    private static ControlPlane plane;
    private static StandInKubelet kubelet;

    @BeforeAll
    static void start() {
        plane = ControlPlane.builder()
                .crds(ThirdPartyCrds.ofThisMachine().all())
                .start();
        kubelet = StandInKubelet.start(plane.client());
        for (String namespace : List.of("shop", "checkout", "private", "kafka")) {
            createNamespace(namespace);
        }
    }

    @AfterAll
    static void stop() {
        kubelet.close();
        plane.close();
    }

    @Test
    void allNamespacesByDefault() {
        String namespace = restrictedNamespace("everywhere");
        Release release = install(namespace, NO_WEBHOOK + "kafka: {strimziNamespaces: [kafka]}");

        assertPodsAreRestricted(namespace);
        assertThat(mayListSecrets(namespace, "private")).isTrue();
        try (InstalledOperator operator = InstalledOperator.start(plane, namespace, NAME)) {
            assertThat(operator.test(NAME).getStatus()).isEqualTo("deployed");
            assertNotesWorkAsPrinted(release.getOutput());
            apply(topology("private", "broken", "{kafka: {cluster: nowhere}}"));
            awaitReady("private", "broken", "False");

            List<MetricQuery> queries = MetricQuery.ofTheChart();
            assertThat(queries).hasSizeGreaterThan(20);
            assertThat(queries)
                    .filteredOn(query -> !query.metric().startsWith("eventtopology_admission_"))
                    .allSatisfy(query -> query.assertIsIn(operator.scrape()));
        }
        uninstall(namespace);
    }

    @Test
    void namedNamespacesAndNoOthers() {
        String namespace = restrictedNamespace("some");
        install(namespace, NO_WEBHOOK + "watchNamespaces: [shop, checkout]");

        assertThat(mayListSecrets(namespace, "shop")).isTrue();
        assertThat(mayListSecrets(namespace, "checkout")).isTrue();
        assertThat(mayListSecrets(namespace, "private")).isFalse();
        assertThat(mayListSecrets(namespace, "")).as("in all").isFalse();
        try (InstalledOperator operator = InstalledOperator.start(plane, namespace, NAME)) {
            assertThat(operator.test(NAME).getStatus()).isEqualTo("deployed");
            apply(topology("private", "unseen", "{inMemory: {}}"));
            apply(topology("checkout", "seen", "{inMemory: {}}"));
            awaitReady("checkout", "seen", "True");
            assertThat(plane.client()
                            .resources(EventTopology.class)
                            .inNamespace("private")
                            .withName("unseen")
                            .get()
                            .getMetadata()
                            .getFinalizers())
                    .isEmpty();
        }
        uninstall(namespace);
    }

    @Test
    void theReleasesOwnNamespaceAlone() {
        String namespace = restrictedNamespace("own");
        install(namespace, NO_WEBHOOK + "watchNamespaces: []");

        assertThat(mayListSecrets(namespace, namespace)).isTrue();
        assertThat(mayListSecrets(namespace, "shop")).isFalse();
        try (InstalledOperator operator = InstalledOperator.start(plane, namespace, NAME)) {
            assertThat(operator.test(NAME).getStatus()).isEqualTo("deployed");
        }
        uninstall(namespace);
    }

    @Test
    void aNamespaceThatDoesNotExistIsNamedByTheError() {
        String namespace = restrictedNamespace("missing-one");

        assertThatThrownBy(() -> install(namespace, "watchNamespaces: [shop, nowhere]"))
                .hasMessageContaining("nowhere");
        uninstall(namespace);
    }

    @Test
    void theOperatorKeepsTheWebhooksCertificateAndAnUpgradeLeavesItsCaBundle() throws Exception {
        String namespace = restrictedNamespace("upgraded");
        install(namespace, "admission: {enabled: true}");
        var webhook = plane.client()
                .admissionRegistration()
                .v1()
                .validatingWebhookConfigurations()
                .withName(NAME);
        String bundle;
        try (InstalledOperator operator = InstalledOperator.start(plane, namespace, NAME)) {
            Awaitility.await("the operator writes the caBundle")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> caBundle(webhook.get()) != null);
            bundle = caBundle(webhook.get());
            assertThat(plane.client()
                            .secrets()
                            .inNamespace(namespace)
                            .withName(NAME + "-admission")
                            .get()
                            .getData())
                    .containsKeys("tls.crt", "tls.key", "ca.crt");
            assertThat(Webhook.review(operator.webhookPort(), bundle)).contains("\"allowed\":true");

            assertThat(MetricQuery.ofTheChart())
                    .filteredOn(query -> query.metric().startsWith("eventtopology_admission_"))
                    .isNotEmpty()
                    .allSatisfy(query -> query.assertIsIn(operator.scrape()));
        }
        Map<String, String> before = podTemplate(namespace).getMetadata().getAnnotations();

        HelmChart.upgrade(plane.kubeconfig(), namespace, NAME, """
                admission: {enabled: true, timeoutSeconds: 7, failurePolicy: Fail}
                watchNamespaces: [shop]
                """);

        var upgraded = webhook.get().getWebhooks().getFirst();
        assertThat(upgraded.getTimeoutSeconds()).isEqualTo(7);
        assertThat(upgraded.getFailurePolicy()).isEqualTo("Fail");
        assertThat(upgraded.getNamespaceSelector().getMatchExpressions()).hasSize(1);
        assertThat(upgraded.getClientConfig().getCaBundle()).isEqualTo(bundle);
        assertThat(podTemplate(namespace).getMetadata().getAnnotations())
                .as("the pods roll")
                .isNotEqualTo(before);
        uninstall(namespace);
        assertThat(webhook.get()).isNull();
    }

    private static String caBundle(ValidatingWebhookConfiguration configuration) {
        return configuration.getWebhooks().getFirst().getClientConfig().getCaBundle();
    }

    @Test
    void resourcesOutliveAnUninstallAndAreTakenUpAgain() {
        String namespace = restrictedNamespace("again");
        install(namespace, NO_WEBHOOK);
        try (InstalledOperator operator = InstalledOperator.start(plane, namespace, NAME)) {
            apply(topology("shop", "kept", "{inMemory: {}}"));
            awaitReady("shop", "kept", "True");
            assertThat(operator.scrape()).contains("eventtopology_leader 1.0");
        }

        uninstall(namespace);

        assertThat(plane.client()
                        .resources(CustomResourceDefinition.class)
                        .list()
                        .getItems())
                .extracting(crd -> crd.getMetadata().getName())
                .contains("eventtopologies.eventtopology.io", "eventservices.eventtopology.io");
        EventTopology kept = awaitReady("shop", "kept", "True");

        install(namespace, NO_WEBHOOK);
        try (InstalledOperator operator = InstalledOperator.start(plane, namespace, NAME)) {
            assertThat(operator.test(NAME).getStatus()).isEqualTo("deployed");
            assertThat(awaitReady("shop", "kept", "True").getMetadata().getResourceVersion())
                    .as("nothing is written to what has not changed")
                    .isEqualTo(kept.getMetadata().getResourceVersion());
        }
        uninstall(namespace);
    }

    private static void createNamespace(String name) {
        plane.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
    }

    /** A namespace that takes only pods of the restricted profile. */
    private static String restrictedNamespace(String name) {
        plane.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                        .endMetadata()
                        .build())
                .create();
        return name;
    }

    private static Release install(String namespace, String values) {
        handOverCrds(namespace);
        Release release = HelmChart.install(plane.kubeconfig(), namespace, NAME, values);
        assertThat(release.getStatus()).isEqualTo("deployed");
        Awaitility.await("our kinds are served")
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> plane.client()
                                .resources(EventTopology.class)
                                .inNamespace("shop")
                                .list()
                        != null);
        return release;
    }

    private static void uninstall(String namespace) {
        HelmChart.uninstall(plane.kubeconfig(), namespace, NAME);
    }

    /** CRDs that were kept belong to the release that brought them, until told otherwise; docs/install.md says so. */
    private static void handOverCrds(String namespace) {
        plane.client().resources(CustomResourceDefinition.class).list().getItems().stream()
                .filter(crd -> crd.getSpec().getGroup().equals("eventtopology.io"))
                .forEach(crd -> plane.client()
                        .resource(crd)
                        .edit(c -> new CustomResourceDefinitionBuilder(c)
                                .editMetadata()
                                .addToAnnotations("meta.helm.sh/release-namespace", namespace)
                                .endMetadata()
                                .build()));
    }

    private static Pod podTemplate(String namespace) {
        Deployment deployment = plane.client()
                .apps()
                .deployments()
                .inNamespace(namespace)
                .withName(NAME)
                .get();
        var template = deployment.getSpec().getTemplate();
        return new PodBuilder()
                .withMetadata(template.getMetadata())
                .editMetadata()
                .withName("operator-by-hand")
                .withNamespace(namespace)
                .endMetadata()
                .withSpec(template.getSpec())
                .build();
    }

    private static void assertPodsAreRestricted(String namespace) {
        KubernetesClient client = plane.client();
        Pod pod = podTemplate(namespace);
        assertThat(client.resource(pod).create().getMetadata().getUid()).isNotNull();
        client.resource(pod).withGracePeriod(0).delete();

        Pod careless = Serialization.clone(pod);
        careless.getSpec().getContainers().getFirst().setSecurityContext(null);
        assertThatThrownBy(() -> client.resource(careless).create())
                .as("the namespace is really watched")
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("violates PodSecurity");
    }

    private static boolean mayListSecrets(String operatorNamespace, String namespace) {
        return plane.client()
                .authorization()
                .v1()
                .subjectAccessReview()
                .create(new SubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withUser("system:serviceaccount:" + operatorNamespace + ":" + NAME)
                        .withNewResourceAttributes()
                        .withNamespace(namespace)
                        .withVerb("list")
                        .withResource("secrets")
                        .endResourceAttributes()
                        .endSpec()
                        .build())
                .getStatus()
                .getAllowed();
    }

    private static void assertNotesWorkAsPrinted(String output) {
        List<String> lines = output.substring(output.indexOf("NOTES:"))
                .lines()
                // Helm is not on every machine: the check itself was run above.
                .filter(line -> !line.startsWith("helm test " + NAME + " --namespace "))
                .toList();
        assertThat(lines.size())
                .isEqualTo(output.substring(output.indexOf("NOTES:")).lines().count() - 1);
        StringBuilder script = new StringBuilder("set -euo pipefail\n");
        boolean document = false;
        for (String line : lines) {
            if (document || line.startsWith("kubectl ")) {
                script.append(line).append('\n');
                document = (document || line.endsWith("<<'EOF'")) && !line.equals("EOF");
            }
        }
        Path kubectl = ProgramLadder.ofThisMachine().find(Program.KUBECTL);
        CommandResult result = CommandResult.of(
                List.of("bash", "-c", "kubectl() { '" + kubectl + "' \"$@\"; }\n" + script),
                Map.of("KUBECONFIG", plane.kubeconfig().toString()),
                Duration.ofMinutes(2));

        assertThat(result.exit()).as("%s%n%s", script, result.stderr()).isZero();
        assertThat(result.stdout())
                .contains("successfully rolled out", "condition met", "eventtopology.eventtopology.io/first")
                .contains("deleted");
    }

    private static String topology(String namespace, String name, String broker) {
        return """
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: %s, namespace: %s}
                spec:
                  broker: %s
                  events: [{type: todos.task.created}]
                """.formatted(name, namespace, broker);
    }

    private static void apply(String yaml) {
        plane.client()
                .resource(Serialization.unmarshal(yaml, EventTopology.class))
                .create();
    }

    private static EventTopology awaitReady(String namespace, String name, String status) {
        var topology = plane.client()
                .resources(EventTopology.class)
                .inNamespace(namespace)
                .withName(name);
        Awaitility.await("Ready of " + namespace + "/" + name + " is " + status)
                .atMost(Duration.ofSeconds(60))
                .until(() -> topology.get().getStatus() != null
                        && topology.get().getStatus().conditions().stream()
                                .anyMatch(c ->
                                        c.type().equals("Ready") && c.status().equals(status)));
        return topology.get();
    }
}
