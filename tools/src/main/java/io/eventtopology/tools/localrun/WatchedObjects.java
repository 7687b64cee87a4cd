package io.eventtopology.tools.localrun;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The objects of an API server, watched. Needs the CRDs of Dapr: until they are there, {@link #start} waits for them.
 *
 * <p>Secrets and ConfigMaps are read when they are needed and not watched: as in a cluster, a process keeps what it started with.
 */
public final class WatchedObjects implements ObjectSource {
    private static final Map<String, String> DAPR_KINDS = Map.of(
            "components", "v1alpha1",
            "configurations", "v1alpha1",
            "resiliencies", "v1alpha1",
            "subscriptions", "v2alpha1");

    private final KubernetesClient client;
    private final List<SharedIndexInformer<? extends HasMetadata>> informers = new ArrayList<>();

    /**
     * Watches all namespaces.
     *
     * @param client may watch the objects, read Secrets and update the status of Deployments; stays open when this closes
     */
    public WatchedObjects(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public void start(Runnable changed) {
        add(client.apps().deployments().inAnyNamespace().runnableInformer(0), changed);
        SharedIndexInformer<Service> services =
                client.services().inAnyNamespace().runnableInformer(0);
        add(services, changed);
        DAPR_KINDS.forEach((plural, version) -> {
            SharedIndexInformer<GenericKubernetesResource> informer = client.genericKubernetesResources(
                            new ResourceDefinitionContext.Builder()
                                    .withGroup("dapr.io")
                                    .withVersion(version)
                                    .withPlural(plural)
                                    .withKind(kind(plural))
                                    .withNamespaced(true)
                                    .build())
                    .inAnyNamespace()
                    .runnableInformer(0);
            add(informer, changed);
        });
        informers.forEach(informer -> informer.start().toCompletableFuture().join());
    }

    private static String kind(String plural) {
        return switch (plural) {
            case "components" -> "Component";
            case "configurations" -> "Configuration";
            case "resiliencies" -> "Resiliency";
            default -> "Subscription";
        };
    }

    private <T extends HasMetadata> void add(SharedIndexInformer<T> informer, Runnable changed) {
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
        informers.add(informer);
    }

    @Override
    public List<HasMetadata> objects() {
        List<HasMetadata> objects = new ArrayList<>();
        informers.forEach(informer -> objects.addAll(informer.getStore().list()));
        return objects;
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) {
        return Optional.ofNullable(
                client.secrets().inNamespace(namespace).withName(name).get());
    }

    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) {
        return Optional.ofNullable(
                client.configMaps().inNamespace(namespace).withName(name).get());
    }

    @Override
    public void report(Deployment deployment, DeploymentStatus status) {
        // With its resourceVersion: a stale view must lose, not overwrite.
        client.resource(new DeploymentBuilder(deployment).withStatus(status).build())
                .updateStatus();
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::close);
    }
}
