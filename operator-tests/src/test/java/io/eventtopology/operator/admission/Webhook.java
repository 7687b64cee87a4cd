package io.eventtopology.operator.admission;

import static org.awaitility.Awaitility.await;

import io.eventtopology.operator.OperatorRuntime;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.tools.port.FreePorts;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The webhook as the chart registers it, but reached by address: there are no pods here. */
final class Webhook {
    static final String NAME = "event-topology-operator";

    private final OperatorHarness harness;
    private final int port;

    private Webhook(OperatorHarness harness, int port) {
        this.harness = harness;
        this.port = port;
    }

    /** Registers a webhook on a free port; nobody serves it yet. */
    static Webhook register(OperatorHarness harness, String failurePolicy) {
        Webhook webhook = new Webhook(harness, FreePorts.findOne());
        harness.apply("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: %s}
                webhooks:
                  - name: validate.eventtopology.io
                    clientConfig: {url: "https://127.0.0.1:%d/validate"}
                    rules:
                      - apiGroups: [eventtopology.io]
                        apiVersions: [v1beta1]
                        operations: [CREATE, UPDATE, DELETE]
                        resources: [eventtopologies, eventservices]
                        scope: Namespaced
                    admissionReviewVersions: [v1]
                    sideEffects: None
                    timeoutSeconds: 5
                    failurePolicy: %s
                """.formatted(NAME, webhook.port, failurePolicy));
        return webhook;
    }

    int port() {
        return port;
    }

    /** For the operator's configuration. */
    String configuration() {
        return configuration(port);
    }

    static String configuration(int port) {
        return "admission: {enabled: true, port: " + port + "}\n";
    }

    /** Lets API servers call another port. */
    void moveTo(int other) {
        resource(harness)
                .patch(
                        PatchContext.of(PatchType.JSON),
                        "[{\"op\":\"replace\",\"path\":\"/webhooks/0/clientConfig/url\",\"value\":\"https://127.0.0.1:"
                                + other + "/validate\"}]");
    }

    /** The registered configuration. */
    static Resource<ValidatingWebhookConfiguration> resource(OperatorHarness harness) {
        return harness.admin()
                .admissionRegistration()
                .v1()
                .validatingWebhookConfigurations()
                .withName(NAME);
    }

    ValidatingWebhookConfiguration stored() {
        return resource(harness).get();
    }

    String caBundle() {
        String bundle = stored().getWebhooks().getFirst().getClientConfig().getCaBundle();
        return bundle == null ? "" : bundle;
    }

    /** Waits until the API server asks this operator. */
    void awaitAskedBy(OperatorRuntime operator) {
        await("the API server asks the webhook").atMost(Duration.ofSeconds(60)).until(() -> {
            double before = reviews(operator);
            try {
                dryRun(harness, """
                        apiVersion: eventtopology.io/v1beta1
                        kind: EventTopology
                        metadata: {name: nothing, namespace: default}
                        spec: {broker: {redis: {host: "redis:6379"}}, events: [{type: nothing.at.all}]}
                        """);
            } catch (KubernetesClientException e) {
                // With failurePolicy Fail, while it is not there yet.
                return false;
            }
            return reviews(operator) > before;
        });
    }

    /** Requests that this operator answered with a judgement. */
    static double reviews(OperatorRuntime operator) {
        return operator.metrics()
                .scrape()
                .lines()
                .filter(line -> line.startsWith("eventtopology_admission_reviews_seconds_count")
                        && !line.contains("outcome=\"unjudged\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    static void dryRun(OperatorHarness harness, String yaml) {
        for (HasMetadata object : harness.admin()
                .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .items()) {
            harness.admin()
                    .resource(object)
                    .dryRun(true)
                    .fieldManager("kubectl")
                    .forceConflicts()
                    .serverSideApply();
        }
    }
}
