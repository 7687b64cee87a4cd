package io.eventtopology.tools.localrun;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A list of objects, without an API server. The list can be replaced, as if everything in it had been applied anew. */
public final class FixedObjects implements ObjectSource {
    private final Map<String, DeploymentStatus> statuses = new ConcurrentHashMap<>();
    private volatile List<HasMetadata> objects;
    private volatile Runnable changed = () -> {};

    /** The objects to run: Deployments, Dapr objects, Services, and the Secrets and ConfigMaps that they refer to. */
    public FixedObjects(Collection<? extends HasMetadata> objects) {
        this.objects = List.copyOf(objects);
    }

    /** Takes other objects: what is missing in the list is deleted. */
    public void replace(Collection<? extends HasMetadata> others) {
        objects = List.copyOf(others);
        changed.run();
    }

    /** What the runner last reported of a Deployment; empty before it did. */
    public Optional<DeploymentStatus> status(String namespace, String name) {
        return Optional.ofNullable(statuses.get(namespace + "/" + name));
    }

    @Override
    public void start(Runnable listener) {
        changed = listener;
    }

    @Override
    public List<HasMetadata> objects() {
        return objects;
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) {
        return find(Secret.class, namespace, name);
    }

    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) {
        return find(ConfigMap.class, namespace, name);
    }

    @Override
    public void report(Deployment deployment, DeploymentStatus status) {
        statuses.put(
                deployment.getMetadata().getNamespace() + "/"
                        + deployment.getMetadata().getName(),
                status);
    }

    @Override
    public void close() {
        changed = () -> {};
    }

    private <T extends HasMetadata> Optional<T> find(Class<T> type, String namespace, String name) {
        return objects.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(object -> name.equals(object.getMetadata().getName())
                        && namespace.equals(object.getMetadata().getNamespace()))
                .findFirst();
    }
}
