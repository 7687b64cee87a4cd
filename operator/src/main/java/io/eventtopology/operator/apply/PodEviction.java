package io.eventtopology.operator.apply;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PreconditionsBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.EvictionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends pods through the eviction API, so that a PodDisruptionBudget counts. */
public final class PodEviction {
    private static final Logger LOG = LoggerFactory.getLogger(PodEviction.class);

    private final KubernetesClient client;

    /** What came of an eviction. */
    public enum Outcome {
        /** The pod ends. */
        EVICTED,
        /** A budget forbids it at the moment, or the pod is gone already. */
        NOT_NOW,
        /** The API server refused it or did not answer; the log says why. */
        FAILED
    }

    /** Evicts through a client like this one that does not repeat requests: a budget says no with a status that others repeat. */
    public PodEviction(KubernetesClient client) {
        this.client = client.newClient(new RequestConfigBuilder()
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .adapt(KubernetesClient.class);
    }

    /** Evicts this very pod, not another one of the same name. */
    public Outcome evict(Pod pod) {
        String namespace = pod.getMetadata().getNamespace();
        String name = pod.getMetadata().getName();
        try {
            boolean evicted = client.pods()
                    .inNamespace(namespace)
                    .withName(name)
                    .evict(new EvictionBuilder()
                            .withNewMetadata()
                            .withNamespace(namespace)
                            .withName(name)
                            .endMetadata()
                            .withDeleteOptions(new DeleteOptionsBuilder()
                                    .withPreconditions(new PreconditionsBuilder()
                                            .withUid(pod.getMetadata().getUid())
                                            .build())
                                    .build())
                            .build());
            return evicted ? Outcome.EVICTED : Outcome.NOT_NOW;
        } catch (KubernetesClientException e) {
            LOG.warn("Pod {}/{} was not evicted: {}", namespace, name, e.getMessage());
            return Outcome.FAILED;
        }
    }
}
