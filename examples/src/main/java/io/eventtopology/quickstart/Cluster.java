package io.eventtopology.quickstart;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** The Kubernetes cluster that the quickstart uses. */
interface Cluster extends AutoCloseable {
    /** A client with the user's rights; the cluster closes it. */
    KubernetesClient user();

    /** The connection of somebody who shows this token. */
    Config withToken(String token);

    /** Whether pods can run there. */
    boolean runsPods();

    /** Commands with which the user looks around, each ready to be pasted. */
    List<String> commandsToLookAround();

    @Override
    void close();
}
