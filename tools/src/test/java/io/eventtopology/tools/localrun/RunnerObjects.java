package io.eventtopology.tools.localrun;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Objects as the operator writes them, for {@link TinyApp}. */
final class RunnerObjects {
    static final String NAMESPACE = "shop";

    /** Runs TinyApp for every image. */
    static final Programs TINY_APP = container -> List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx32m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            Path.of("target", "test-classes").toAbsolutePath().toString(),
            TinyApp.class.getName());

    private RunnerObjects() {}

    static Deployment deployment(String name, EnvVar... more) {
        List<EnvVar> env = new ArrayList<>(List.of(more));
        env.add(variable("SERVICE_PORT", "8080"));
        env.add(variable("APP_ID", name));
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withReplicas(1)
                .withNewSelector()
                .addToMatchLabels("app", name)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", name)
                .addToAnnotations("dapr.io/enabled", "true")
                .addToAnnotations("dapr.io/app-id", name)
                .addToAnnotations("dapr.io/app-port", "8080")
                .addToAnnotations("dapr.io/config", name)
                .addToAnnotations("dapr.io/log-as-json", "true")
                .addToAnnotations("dapr.io/block-shutdown-duration", "15s")
                .addToAnnotations("dapr.io/graceful-shutdown-seconds", "20")
                .addToAnnotations("dapr.io/enable-app-health-check", "true")
                .addToAnnotations("dapr.io/app-health-check-path", "/ready")
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds(45L)
                .addNewContainer()
                .withName("app")
                .withImage("example.org/tiny:1")
                .withEnv(env)
                .withNewResources()
                .addToLimits("memory", Quantity.parse("512Mi"))
                .endResources()
                .withNewStartupProbe()
                .withNewHttpGet()
                .withPath("/ready")
                .withNewPort(8080)
                .endHttpGet()
                .withPeriodSeconds(2)
                .withFailureThreshold(90)
                .endStartupProbe()
                .withNewReadinessProbe()
                .withNewHttpGet()
                .withPath("/ready")
                .withNewPort(8080)
                .endHttpGet()
                .withPeriodSeconds(2)
                .endReadinessProbe()
                .withNewLivenessProbe()
                .withNewHttpGet()
                .withPath("/live")
                .withNewPort(8080)
                .endHttpGet()
                .withPeriodSeconds(1)
                .withFailureThreshold(2)
                .endLivenessProbe()
                .withNewLifecycle()
                .withNewPreStop()
                .withNewSleep(5L)
                .endPreStop()
                .endLifecycle()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    static EnvVar variable(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    static EnvVar fromSecret(String name, String secret, String key) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewSecretKeyRef(key, secret, null)
                .endValueFrom()
                .build();
    }

    static Secret secret(String name, Map<String, String> values) {
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(name)
                .endMetadata()
                .withStringData(values)
                .build();
    }

    static Service service(String name) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .addToSelector("app", name)
                .addNewPort()
                .withPort(80)
                .withNewTargetPort(8080)
                .endPort()
                .endSpec()
                .build();
    }

    /** Only the named callers may call. */
    static HasMetadata configuration(String name, String... callers) {
        StringBuilder policies = new StringBuilder();
        for (String caller : callers) {
            policies.append("""
                        - appId: %s
                          defaultAction: allow
                          trustDomain: public
                          namespace: shop
                    """.formatted(caller));
        }
        return dapr("""
                apiVersion: dapr.io/v1alpha1
                kind: Configuration
                metadata: {name: %s, namespace: shop}
                spec:
                  features: [{name: HotReload, enabled: true}]
                  accessControl:
                    defaultAction: deny
                    trustDomain: public
                    policies:
                %s""".formatted(
                name, callers.length == 0 ? "      []\n" : policies.toString().indent(2)));
    }

    static HasMetadata inMemory(String name, String app) {
        return dapr("""
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata: {name: %s, namespace: shop}
                spec: {type: pubsub.in-memory, version: v1, metadata: []}
                scopes: [%s]
                """.formatted(name, app));
    }

    static HasMetadata subscription(String topic, String pubsub, String app) {
        return dapr("""
                apiVersion: dapr.io/v2alpha1
                kind: Subscription
                metadata: {name: %1$s-%3$s, namespace: shop}
                spec: {topic: %1$s, pubsubname: %2$s, routes: {default: /events/%1$s}}
                scopes: [%3$s]
                """.formatted(topic, pubsub, app));
    }

    static HasMetadata dapr(String yaml) {
        return Serialization.unmarshal(yaml, GenericKubernetesResource.class);
    }
}
