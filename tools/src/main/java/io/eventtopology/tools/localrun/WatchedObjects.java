package io.eventtopology.tools.localrun;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The objects of an API server, watched in all namespaces. Nothing runs before all kinds were seen once; while a CRD of Dapr is
 * missing it waits for it.
 *
 * <p>Secrets and ConfigMaps are read when a process starts and not watched: as in a cluster, a process keeps what it started
 * with.
 */
public final class WatchedObjects implements ObjectSource {
    private static final int ANSWER_MILLISECONDS = 3000;
    private static final Map<String, DaprKind> DAPR_KINDS = Map.of(
            "components", new DaprKind("Component", "v1alpha1"),
            "configurations", new DaprKind("Configuration", "v1alpha1"),
            "resiliencies", new DaprKind("Resiliency", "v1alpha1"),
            "subscriptions", new DaprKind("Subscription", "v2alpha1"));

    private final KubernetesClient watching;

    /** Gives up at once: the runner asks again, and must not wait while processes need it. */
    private final KubernetesClient asking;

    private final List<SharedIndexInformer<? extends HasMetadata>> informers = new ArrayList<>();

    private record DaprKind(String kind, String version) {
        ResourceDefinitionContext context(String plural) {
            return new ResourceDefinitionContext.Builder()
                    .withGroup("dapr.io")
                    .withVersion(version)
                    .withPlural(plural)
                    .withKind(kind)
                    .withNamespaced(true)
                    .build();
        }
    }

    /**
     * Follows the API server of a client.
     *
     * @param client may watch the objects, read Secrets and ConfigMaps, and update the status of Deployments, in all namespaces;
     *     stays open when this closes
     */
    public WatchedObjects(KubernetesClient client) {
        watching = client;
        Config patient = client.getConfiguration();
        asking = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(patient)
                        .withRequestRetryBackoffLimit(0)
                        .withRequestTimeout(ANSWER_MILLISECONDS)
                        .withConnectionTimeout(ANSWER_MILLISECONDS)
                        .build())
                .build();
    }

    @Override
    public void start(Runnable changed) {
        informers.add(watching.apps().deployments().inAnyNamespace().runnableInformer(0));
        informers.add(watching.services().inAnyNamespace().runnableInformer(0));
        DAPR_KINDS.forEach((plural, kind) -> informers.add(watching.genericKubernetesResources(kind.context(plural))
                .inAnyNamespace()
                .runnableInformer(0)));
        informers.forEach(informer -> follow(informer, changed));
    }

    private static <T extends HasMetadata> void follow(SharedIndexInformer<T> informer, Runnable changed) {
        informer.exceptionHandler((started, error) -> true);
        informer.addEventHandler(new ResourceEventHandler<T>() {
            @Override
            public void onAdd(T added) {
                changed.run();
            }

            @Override
            public void onUpdate(T before, T after) {
                changed.run();
            }

            @Override
            public void onDelete(T deleted, boolean finalStateUnknown) {
                changed.run();
            }
        });
        var unused = informer.start().thenRun(changed);
    }

    @Override
    public List<HasMetadata> objects() {
        List<HasMetadata> objects = new ArrayList<>();
        if (informers.stream().allMatch(SharedIndexInformer::hasSynced)) {
            informers.forEach(informer -> objects.addAll(informer.getStore().list()));
        }
        return objects;
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) {
        return Optional.ofNullable(
                asking.secrets().inNamespace(namespace).withName(name).get());
    }

    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) {
        return Optional.ofNullable(
                asking.configMaps().inNamespace(namespace).withName(name).get());
    }

    @Override
    public void report(Deployment deployment, DeploymentStatus status) {
        // With its resourceVersion: a stale view must lose, not overwrite.
        asking.resource(new DeploymentBuilder(deployment).withStatus(status).build())
                .updateStatus();
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::close);
        asking.close();
    }
}
