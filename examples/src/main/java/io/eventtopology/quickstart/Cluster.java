package io.eventtopology.quickstart;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The Kubernetes cluster that the quickstart uses. */
interface Cluster extends AutoCloseable {
    /** A client with the user's rights; the cluster closes it. */
    KubernetesClient user();

    /** The connection of somebody who shows this token. */
    Config withToken(String token);

    /** Whether pods can run there. */
    boolean runsPods();

    /** Namespaces that the operator watches; all when empty. */
    Set<String> watchedNamespaces();

    /** How to call kubectl as the user: the program, and arguments that go before all others. */
    List<String> kubectl();

    /** Environment that {@link #kubectl} needs. */
    Map<String, String> environment();

    /** Takes the example away, while the operator still runs. */
    void removeExample() throws InterruptedException;

    @Override
    void close();
}
