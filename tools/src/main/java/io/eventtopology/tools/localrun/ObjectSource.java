package io.eventtopology.tools.localrun;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.util.List;
import java.util.Optional;

/** Where the runner reads what to run, and where it reports. */
public interface ObjectSource extends AutoCloseable {
    /**
     * Begins to follow the objects; called once.
     *
     * @param changed called after each change, from any thread
     */
    void start(Runnable changed);

    /** Deployments, Services and Dapr objects as they are now; typed or generic. Other kinds are ignored. */
    List<HasMetadata> objects();

    /** A Secret, read when a process starts that refers to it. */
    Optional<Secret> secret(String namespace, String name);

    /** A ConfigMap, read when a process starts that refers to it. */
    Optional<ConfigMap> configMap(String namespace, String name);

    /** Takes the status of a Deployment. May fail: the runner reports again. */
    void report(Deployment deployment, DeploymentStatus status);

    /** Follows no longer. */
    @Override
    void close();
}
