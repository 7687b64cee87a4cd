package io.eventtopology.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.operator.config.OperatorConfiguration;
import io.eventtopology.operator.config.OperatorConfiguration.ProvisionerName;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What values become. The operator's own parser reads its configuration. */
class RenderingTest {
    private static final String NAME = HelmChart.RELEASE;

    @Test
    void byDefaultAllNamespacesAreWatchedAndNoKafkaClusterIsKnown() {
        OperatorConfiguration configuration = configuration("");

        assertThat(configuration.watchNamespaces()).as("all").isEmpty();
        assertThat(configuration.kafka().clusters()).isEmpty();
        assertThat(configuration.leaderElection()).isTrue();
        assertThat(configuration.httpPort()).isEqualTo(8080);
        assertThat(HelmChart.find("", ClusterRoleBinding.class, NAME)).isPresent();
        assertThat(namespacesOf("", NAME + "-watched")).isEmpty();
    }

    @Test
    void namedNamespacesAreWatchedAndNothingIsBoundInTheWholeCluster() {
        String values = "watchNamespaces: [shop, checkout]";

        assertThat(configuration(values).watchNamespaces()).containsExactlyInAnyOrder("shop", "checkout");
        assertThat(HelmChart.find(values, ClusterRoleBinding.class, NAME)).isEmpty();
        assertThat(namespacesOf(values, NAME + "-watched")).containsExactlyInAnyOrder("shop", "checkout");
    }

    @Test
    void anEmptyListIsTheNamespaceOfTheRelease() {
        String values = "watchNamespaces: []";

        assertThat(configuration(values).watchNamespaces()).containsExactly(HelmChart.NAMESPACE);
        assertThat(HelmChart.find(values, ClusterRoleBinding.class, NAME)).isEmpty();
        assertThat(namespacesOf(values, NAME + "-watched")).containsExactly(HelmChart.NAMESPACE);
    }

    @Test
    void theWebhookSeesTheWatchedNamespacesOnly() {
        assertThat(webhookNamespaces("admission: {enabled: true}")).isNull();
        assertThat(webhookNamespaces("{admission: {enabled: true}, watchNamespaces: [shop, checkout]}"))
                .containsExactlyInAnyOrder("shop", "checkout");
        assertThat(webhookNamespaces("{admission: {enabled: true}, watchNamespaces: []}"))
                .containsExactly(HelmChart.NAMESPACE);
    }

    @Test
    void rightsInStrimzisNamespacesAreForClustersAndForNamespaces() {
        String values = """
                kafka:
                  clusters:
                    - {name: main, provisioner: Strimzi, namespace: kafka-main, allowedNamespaces: [shop]}
                    - {name: other, provisioner: Strimzi, namespace: kafka}
                    - name: outside
                      provisioner: Direct
                      bootstrapServers: {none: "kafka:9092", scramSha512: "kafka:9094"}
                      adminBootstrapServers: kafka:9094
                      tls: true
                      credentials: outside-operator
                      existingTopicsAdoptable: true
                  strimziNamespaces: [kafka, kafka-shared]
                """;

        assertThat(namespacesOf(values, NAME + "-strimzi"))
                .containsExactlyInAnyOrder("kafka", "kafka-main", "kafka-shared");
        var clusters = configuration(values).kafka().clusters();
        assertThat(clusters).hasSize(3);
        assertThat(clusters.getFirst().allowedNamespaces()).containsExactly("shop");
        var direct = clusters.getLast();
        assertThat(direct.provisioner()).isEqualTo(ProvisionerName.Direct);
        assertThat(direct.bootstrapServers()).containsEntry("scramSha512", "kafka:9094");
        assertThat(direct.credentials()).isEqualTo("outside-operator");
        assertThat(direct.existingTopicsAdoptable()).isTrue();
        assertThat(configuration(values).kafka().allStrimziNamespaces())
                .as("the operator watches where it has rights")
                .isEqualTo(Set.of("kafka", "kafka-main", "kafka-shared"));
    }

    @Test
    void withoutStrimziThereAreNoRightsForIt() {
        assertThat(HelmChart.render("")).doesNotContain("kafka.strimzi.io");
    }

    @Test
    void oneTagAndOneRepositoryAreForTheOperatorAndTheServices() {
        String values = "images: {repository: registry.example/acme, tag: 1.2.3}";

        assertThat(operator(values).getImage()).isEqualTo("registry.example/acme/event-topology-operator:1.2.3");
        assertThat(configuration(values).images().repository()).isEqualTo("registry.example/acme");
        assertThat(configuration(values).images().tag()).isEqualTo("1.2.3");
        assertThat(operator("").getImage())
                .as("the chart's version by default")
                .isEqualTo("eventtopology/event-topology-operator:" + System.getProperty("chart.version"));
    }

    @Test
    void theOperatorsImageMayDiffer() {
        String digest = "sha256:" + "0a".repeat(32);

        assertThat(operator("image: {repository: acme/operator, tag: \"7\"}").getImage())
                .isEqualTo("acme/operator:7");
        assertThat(operator("image: {tag: \"7\", digest: \"" + digest + "\"}").getImage())
                .isEqualTo("eventtopology/event-topology-operator@" + digest);
        assertThat(configuration("image: {tag: \"7\"}").images().tag())
                .as("the services' tag stays")
                .isEqualTo(System.getProperty("chart.version"));
    }

    @Test
    void aChangedConfigurationRollsThePodsAndNothingElseDoes() {
        String sum = checksum("");

        assertThat(checksum("resyncInterval: PT5M")).isNotEqualTo(sum);
        assertThat(checksum("watchNamespaces: [shop]")).isNotEqualTo(sum);
        assertThat(checksum("{replicas: 1, extraLabels: {a: b}}")).isEqualTo(sum);
    }

    @Test
    void crdsStayOnUninstallUnlessToldOtherwise() {
        assertThat(crds(""))
                .hasSize(2)
                .allSatisfy(crd -> assertThat(crd.getMetadata().getAnnotations())
                        .isEqualTo(Map.of("helm.sh/resource-policy", "keep")));
        assertThat(crds("crds: {keep: false}"))
                .hasSize(2)
                .allSatisfy(
                        crd -> assertThat(crd.getMetadata().getAnnotations()).isNullOrEmpty());
        assertThat(crds("crds: {annotations: {argocd.argoproj.io/sync-options: ServerSideApply=true}}"))
                .hasSize(2)
                .allSatisfy(crd -> assertThat(crd.getMetadata().getAnnotations())
                        .containsEntry("argocd.argoproj.io/sync-options", "ServerSideApply=true")
                        .containsEntry("helm.sh/resource-policy", "keep"));
        assertThat(crds("crds: {enabled: false}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", HelmChart.ALL_ON, "{extraLabels: {team: events, app.kubernetes.io/name: mine}}"})
    void everyObjectSaysWhereItComesFrom(String values) {
        assertThat(HelmChart.objects(values)).allSatisfy(object -> {
            assertThat(object.getMetadata().getLabels())
                    .as(name(object))
                    .containsEntry("app.kubernetes.io/name", "event-topology-operator")
                    .containsEntry("app.kubernetes.io/instance", HelmChart.RELEASE)
                    .containsEntry("app.kubernetes.io/managed-by", "Helm")
                    .containsEntry("app.kubernetes.io/part-of", "event-topology-operator")
                    .containsKeys("app.kubernetes.io/version", "helm.sh/chart");
        });
    }

    @Test
    void extraLabelsAndAnnotationsReachWhatTheyAreFor() {
        String values = """
                extraLabels: {team: events}
                extraAnnotations: {note: all}
                podLabels: {pod: "yes"}
                podAnnotations: {note: pods}
                serviceAccount: {labels: {sa: "yes"}, annotations: {role: arn}}
                """;

        assertThat(HelmChart.objects(values))
                .allSatisfy(object -> assertThat(object.getMetadata().getLabels())
                        .as(name(object))
                        .containsEntry("team", "events"));
        Deployment deployment = HelmChart.object(values, Deployment.class, NAME);
        assertThat(deployment.getMetadata().getAnnotations()).containsEntry("note", "all");
        var pod = deployment.getSpec().getTemplate().getMetadata();
        assertThat(pod.getLabels()).containsEntry("pod", "yes").containsEntry("team", "events");
        assertThat(pod.getAnnotations()).containsEntry("note", "pods");
        assertThat(deployment.getSpec().getSelector().getMatchLabels())
                .as("selectors cannot change later")
                .containsOnlyKeys(
                        "app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/component");
        var account = HelmChart.object(values, ServiceAccount.class, NAME).getMetadata();
        assertThat(account.getLabels()).containsEntry("sa", "yes");
        assertThat(account.getAnnotations()).containsEntry("role", "arn").containsEntry("note", "all");
    }

    @Test
    void whatAdministratorsSetReachesThePods() {
        var pod = HelmChart.object("""
                        replicas: 3
                        imagePullSecrets: [{name: pull}]
                        priorityClassName: system-cluster-critical
                        nodeSelector: {disk: ssd}
                        tolerations: [{key: a, operator: Exists}]
                        affinity: {podAntiAffinity: {}}
                        terminationGracePeriodSeconds: 60
                        javaToolOptions: -Xlog:gc
                        extraEnv: [{name: HTTPS_PROXY, value: proxy}]
                        resources: {limits: {memory: 1Gi}}
                        """, Deployment.class, NAME).getSpec();

        assertThat(pod.getReplicas()).isEqualTo(3);
        var spec = pod.getTemplate().getSpec();
        assertThat(spec.getImagePullSecrets()).extracting("name").containsExactly("pull");
        assertThat(spec.getPriorityClassName()).isEqualTo("system-cluster-critical");
        assertThat(spec.getNodeSelector()).containsEntry("disk", "ssd");
        assertThat(spec.getTolerations()).hasSize(1);
        assertThat(spec.getAffinity().getPodAntiAffinity()).isNotNull();
        assertThat(spec.getTerminationGracePeriodSeconds()).isEqualTo(60);
        Container container = spec.getContainers().getFirst();
        assertThat(container.getEnv())
                .extracting(EnvVar::getName)
                .contains("OPERATOR_CONFIG", "OPERATOR_NAMESPACE", "JAVA_TOOL_OPTIONS", "HTTPS_PROXY");
        assertThat(container.getResources().getLimits()).containsKey("memory");
    }

    /** Without the hook in the template the first case fails; with it whatever the values say, the other two. */
    @Test
    void aPodThatIsToEndStillAnswersTheWebhookForAWhile() {
        assertThat(container("").getLifecycle().getPreStop().getSleep().getSeconds())
                .isEqualTo(5);
        assertThat(container("admission: {shutdownDelaySeconds: 0}").getLifecycle())
                .isNull();
        assertThat(container("admission: {enabled: false}").getLifecycle()).isNull();
    }

    private static Container container(String values) {
        return HelmChart.object(values, Deployment.class, NAME)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst();
    }

    @Test
    void podsAreSpreadByTheLabelsOfTheOperatorUnlessAnotherSelectorIsNamed() {
        var spread = HelmChart.object("", Deployment.class, NAME)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getTopologySpreadConstraints();

        assertThat(spread).singleElement().satisfies(constraint -> {
            assertThat(constraint.getTopologyKey()).isEqualTo("kubernetes.io/hostname");
            assertThat(constraint.getLabelSelector().getMatchLabels())
                    .containsEntry("app.kubernetes.io/component", "operator");
        });
        assertThat(HelmChart.object("""
                                topologySpreadConstraints:
                                  - maxSkew: 2
                                    topologyKey: zone
                                    whenUnsatisfiable: DoNotSchedule
                                    labelSelector: {matchLabels: {a: b}}
                                """, Deployment.class, NAME)
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getTopologySpreadConstraints())
                .singleElement()
                .satisfies(
                        constraint -> assertThat(constraint.getLabelSelector().getMatchLabels())
                                .isEqualTo(Map.of("a", "b")));
    }

    @Test
    void aBudgetNeverHoldsUpANode() {
        var budget = HelmChart.object("", PodDisruptionBudget.class, NAME).getSpec();

        assertThat(budget.getMaxUnavailable().getIntVal()).isEqualTo(1);
        assertThat(budget.getMinAvailable()).isNull();
        assertThat(HelmChart.find("podDisruptionBudget: {enabled: false}", PodDisruptionBudget.class, NAME))
                .isEmpty();
    }

    @Test
    void theNetworkPolicyOpensOnlyThePortsThatAreServed() {
        var closed = HelmChart.object("admission: {enabled: false}", NetworkPolicy.class, NAME)
                .getSpec();
        var open = HelmChart.object("""
                        admission: {enabled: true}
                        networkPolicy:
                          metricsFrom: [{namespaceSelector: {matchLabels: {name: monitoring}}}]
                          egress: [{ports: [{port: 443}]}]
                        """, NetworkPolicy.class, NAME).getSpec();

        assertThat(closed.getPolicyTypes()).containsExactly("Ingress");
        assertThat(closed.getIngress()).hasSize(1);
        assertThat(open.getPolicyTypes()).containsExactly("Ingress", "Egress");
        assertThat(open.getIngress()).hasSize(2);
        assertThat(open.getIngress().getFirst().getFrom()).hasSize(1);
        assertThat(open.getIngress().getLast().getFrom())
                .as("the API server has no labels")
                .isNullOrEmpty();
        assertThat(open.getEgress()).hasSize(1);
        assertThat(HelmChart.find("networkPolicy: {enabled: false}", NetworkPolicy.class, NAME))
                .isEmpty();
    }

    @Test
    void certificatesAreTheOperatorsOwnOrThoseOfCertManager() {
        String own = "admission: {enabled: true}";
        String manager = "admission: {enabled: true, certManager: {enabled: true}}";
        String issuer = "admission: {enabled: true, certManager: {enabled: true, issuerRef: {name: ca,"
                + " kind: ClusterIssuer}}}";

        assertThat(webhook(own).getWebhooks().getFirst().getClientConfig().getCaBundle())
                .as("the operator writes it")
                .isNull();
        assertThat(HelmChart.render(own)).doesNotContain("cert-manager.io");
        assertThat(webhook(manager).getMetadata().getAnnotations())
                .containsEntry("cert-manager.io/inject-ca-from", HelmChart.NAMESPACE + "/" + NAME + "-admission");
        assertThat(HelmChart.find(manager, GenericKubernetesResource.class, NAME + "-admission"))
                .isPresent();
        assertThat(HelmChart.render(issuer)).doesNotContain("kind: Issuer\n").contains("kind: ClusterIssuer");
        assertThat(HelmChart.object(manager, Deployment.class, NAME)
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getVolumes())
                .anySatisfy(volume -> {
                    assertThat(volume.getSecret()).isNotNull();
                    assertThat(volume.getSecret().getSecretName()).isEqualTo(NAME + "-admission-tls");
                });
    }

    @Test
    void anotherReleaseHasOtherNamesInTheWholeCluster() {
        List<String> names = HelmChart.objects("fullnameOverride: shop-events").stream()
                .filter(object -> !(object instanceof CustomResourceDefinition))
                .map(object -> object.getMetadata().getName())
                .toList();

        assertThat(names).isNotEmpty().allSatisfy(name -> assertThat(name).startsWith("shop-events"));
    }

    @Test
    void monitorsAreThereOnlyWhenAskedFor() {
        assertThat(HelmChart.render("")).doesNotContain("monitoring.coreos.com", "grafana_dashboard");
        assertThat(HelmChart.render(HelmChart.ALL_ON))
                .contains("kind: ServiceMonitor", "kind: PrometheusRule", "grafana_dashboard");
        assertThat(HelmChart.render("metrics: {podMonitor: {enabled: true, interval: 30s, labels: {release: x}}}"))
                .contains("kind: PodMonitor", "interval: 30s", "release: x");
    }

    private static OperatorConfiguration configuration(String values) {
        return OperatorConfiguration.parse(
                HelmChart.object(values, ConfigMap.class, NAME).getData().get("operator.yaml"));
    }

    private static Container operator(String values) {
        return HelmChart.object(values, Deployment.class, NAME)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst();
    }

    private static String checksum(String values) {
        return HelmChart.object(values, Deployment.class, NAME)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .get("checksum/configuration");
    }

    private static List<CustomResourceDefinition> crds(String values) {
        return HelmChart.objects(values).stream()
                .filter(CustomResourceDefinition.class::isInstance)
                .map(CustomResourceDefinition.class::cast)
                .toList();
    }

    private static List<String> namespacesOf(String values, String binding) {
        return HelmChart.objects(values).stream()
                .filter(RoleBinding.class::isInstance)
                .filter(object -> object.getMetadata().getName().equals(binding))
                .map(object -> object.getMetadata().getNamespace())
                .toList();
    }

    private static ValidatingWebhookConfiguration webhook(String values) {
        return HelmChart.object(values, ValidatingWebhookConfiguration.class, NAME);
    }

    private static List<String> webhookNamespaces(String values) {
        var selector = webhook(values).getWebhooks().getFirst().getNamespaceSelector();
        return selector == null
                ? null
                : selector.getMatchExpressions().getFirst().getValues();
    }

    private static String name(HasMetadata object) {
        return object.getKind() + " " + object.getMetadata().getName();
    }
}
