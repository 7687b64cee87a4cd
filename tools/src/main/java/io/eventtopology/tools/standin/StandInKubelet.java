package io.eventtopology.tools.standin;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Plays the kubelet's and the deployment controller's part where there are none: it runs nothing, it only writes the status of every
 * Deployment in all namespaces as if all its pods ran.
 *
 * <p>Sets {@code observedGeneration}, the replica counts and the conditions Available and Progressing; absent {@code spec.replicas} count
 * as 1. Level-triggered: one write for each change of the wanted status, none at rest; conflicts are retried.
 */
public final class StandInKubelet implements AutoCloseable {
    private static final int PARALLEL_WRITES = 8;
    private static final Predicate<Deployment> NONE = deployment -> false;

    private final KubernetesClient client;
    private final WorkQueue<String> queue;
    private final SharedIndexInformer<Deployment> deployments;
    private final AtomicLong writes = new AtomicLong();
    private volatile Predicate<Deployment> unavailable = NONE;

    private StandInKubelet(KubernetesClient client, Duration delay) {
        this.client = client;
        queue = new WorkQueue<>("stand-in-kubelet", PARALLEL_WRITES, delay, this::reconcile);
        deployments = client.apps().deployments().inAnyNamespace().runnableInformer(0);
        deployments.exceptionHandler((started, error) -> true);
        deployments.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Deployment added) {
                queue.add(Cache.metaNamespaceKeyFunc(added));
            }

            @Override
            public void onUpdate(Deployment before, Deployment after) {
                queue.add(Cache.metaNamespaceKeyFunc(after));
            }

            @Override
            public void onDelete(Deployment deleted, boolean finalStateUnknown) {
                // Nothing of a deleted Deployment is left to report.
            }
        });
    }

    /** Starts; each Deployment becomes available as soon as it is seen. */
    public static StandInKubelet start(KubernetesClient client) {
        return start(client, Duration.ZERO);
    }

    /**
     * Starts and returns when it watches.
     *
     * @param client may watch Deployments and update their status in all namespaces; stays open when this closes
     * @param delay how long after a change the status follows
     */
    public static StandInKubelet start(KubernetesClient client, Duration delay) {
        StandInKubelet kubelet = new StandInKubelet(client, delay);
        kubelet.deployments.start().toCompletableFuture().join();
        return kubelet;
    }

    /**
     * Makes the Deployments that match unavailable, e.g. for a bad image, and all others available, those that exist already too.
     * Replaces the predicate of an earlier call. Unavailable is condition Available=False with reason
     * MinimumReplicasUnavailable.
     */
    public void keepUnavailable(Predicate<Deployment> which) {
        unavailable = which;
        deployments.getStore().listKeys().forEach(queue::add);
    }

    /** Makes every Deployment available again. */
    public void keepNoneUnavailable() {
        keepUnavailable(NONE);
    }

    /** Status writes that the API server accepted so far. */
    public long writes() {
        return writes.get();
    }

    /** Stops watching and writing. */
    @Override
    public void close() {
        deployments.close();
        queue.close();
    }

    private void reconcile(String key) {
        Deployment deployment = deployments.getStore().getByKey(key);
        if (deployment == null || deployment.getMetadata().getDeletionTimestamp() != null) {
            return;
        }
        DeploymentStatus wanted = DeploymentStatuses.of(deployment, !unavailable.test(deployment), Instant.now());
        if (wanted.equals(deployment.getStatus())) {
            return;
        }
        // With its resourceVersion: a stale view must lose, not overwrite.
        client.resource(new DeploymentBuilder(deployment).withStatus(wanted).build())
                .updateStatus();
        writes.incrementAndGet();
    }
}
