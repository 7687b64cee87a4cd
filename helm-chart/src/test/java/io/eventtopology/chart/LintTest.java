package io.eventtopology.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Helm says to the chart, and what the chart refuses. */
class LintTest {
    @Test
    void theChartHasNoFault() {
        var result = new Helm(HelmChart.FOLDER).lint().strict().call();

        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
        assertThat(result.getMessages())
                .filteredOn(message -> !message.startsWith("[INFO]") && !message.isBlank())
                .filteredOn(message -> message.contains("["))
                .isEmpty();
    }

    @Test
    void itsVersionIsThatOfTheBuild() throws IOException {
        JsonNode chart =
                new YAMLMapper().readTree(HelmChart.FOLDER.resolve("Chart.yaml").toFile());

        assertThat(chart.path("version").asText()).isEqualTo(System.getProperty("chart.version"));
        assertThat(chart.path("appVersion").asText()).isEqualTo(System.getProperty("chart.version"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            foo: 1                                                       | additional properties 'foo' not allowed
            crds: {kep: true}                                            | additional properties 'kep' not allowed
            metrics: {serviceMonitor: {enable: true}}                    | additional properties 'enable' not allowed
            kafka: {clusters: [{name: a, provisioner: Direct, bootstrap: x}]} | additional properties 'bootstrap' not allowed
            kafka: {clusters: [{name: a, provisioner: Direct}]}          | missing property 'bootstrapServers'
            kafka: {clusters: [{name: a, provisioner: Strimzi}]}         | missing property 'namespace'
            kafka: {clusters: [{name: a, provisioner: strimzi}]}         | /kafka/clusters/0/provisioner
            watchNamespaces: ["*", shop]                                 | /watchNamespaces
            watchNamespaces: [Shop]                                      | /watchNamespaces
            watchNamespaces: shop                                        | /watchNamespaces
            admission: {failurePolicy: ignore}                           | /admission/failurePolicy
            deliveryVerification: {interval: 15s}                        | /deliveryVerification/interval
            resyncInterval: 2m                                           | /resyncInterval
            dapr: {version: 1.16}                                        | got number, want string
            replicas: -1                                                 | /replicas
            image: {digest: "abc"}                                       | /image/digest
            images: {repository: "acme/"}                                | /images/repository
            tolerations: [{effekt: NoSchedule}]                          | additional properties 'effekt' not allowed
            resources: {limit: {memory: 1Gi}}                            | additional properties 'limit' not allowed
            extraLabels: {a: "b c"}                                      | /extraLabels
            metrics: {serviceMonitor: {enabled: true}, podMonitor: {enabled: true}} | /metrics
            """)
    void whatIsWrongIsRefusedWithItsPlace(String values, String complaint) {
        assertThatThrownBy(() -> HelmChart.render(values)).hasMessageContaining(complaint);
    }

    @Test
    void aServiceAccountThatIsNotMadeMustBeNamed() {
        assertThatThrownBy(() -> HelmChart.render("serviceAccount: {create: false}"))
                .hasMessageContaining("serviceAccount.name: write the name");
    }

    @Test
    void aDelayThatTakesAllTheTimeToEndIsRefused() {
        assertThatThrownBy(() -> HelmChart.render("terminationGracePeriodSeconds: 5"))
                .hasMessageContaining("admission.shutdownDelaySeconds: 5 leaves no time")
                .hasMessageContaining("terminationGracePeriodSeconds (5)");
        assertThat(HelmChart.render("""
                        terminationGracePeriodSeconds: 5
                        admission: {shutdownDelaySeconds: 0}
                        """)).contains("terminationGracePeriodSeconds: 5");
    }

    @Test
    void aParentChartMaySayWhatItSharesWithAllItsParts() {
        assertThat(HelmChart.render("global: {imageRegistry: x}")).contains("kind: Deployment");
    }
}
