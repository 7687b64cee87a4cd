package io.eventtopology.quickstart;

import io.eventtopology.tools.cluster.ControlPlane;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A control plane of our own: etcd, kube-apiserver and kube-controller-manager, and nobody who runs pods. */
final class EmbeddedCluster implements Cluster {
    private final ControlPlane plane;
    private final Path kubectl;

    private EmbeddedCluster(ControlPlane plane, Path kubectl) {
        this.plane = plane;
        this.kubectl = kubectl;
    }

    /** Starts it with its data in the folder. */
    static EmbeddedCluster start(Path folder, List<Path> crds, Path kubectl) {
        return new EmbeddedCluster(
                ControlPlane.builder()
                        .directory(folder)
                        .controllerManager(true)
                        .crds(crds)
                        .start(),
                kubectl);
    }

    @Override
    public KubernetesClient user() {
        return plane.client();
    }

    @Override
    public Config withToken(String token) {
        return plane.configWithToken(token);
    }

    @Override
    public boolean runsPods() {
        return false;
    }

    @Override
    public Set<String> watchedNamespaces() {
        return Set.of();
    }

    @Override
    public List<String> kubectl() {
        return List.of(kubectl.toString());
    }

    @Override
    public Map<String, String> environment() {
        return Map.of("KUBECONFIG", plane.kubeconfig().toString());
    }

    @Override
    public void removeExample() {
        // It goes with the whole cluster.
    }

    @Override
    public void close() {
        plane.close();
    }
}
