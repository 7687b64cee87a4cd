package io.eventtopology.tools.localrun;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiFunction;

/**
 * The pods of one Deployment. Follows its template as a Deployment with {@code maxSurge: 1} and {@code maxUnavailable: 0} does: a new
 * pod is ready before an old one stops. With strategy Recreate all old ones stop first.
 */
final class Workload {
    private static final int REVISION_LENGTH = 10;

    private final BiFunction<Deployment, String, LocalPod> maker;
    private final List<LocalPod> pods = new ArrayList<>();
    private Deployment deployment;
    private String revision;
    private boolean deleted;

    /**
     * A workload without pods.
     *
     * @param maker makes a pod of a Deployment and a revision
     */
    Workload(Deployment deployment, BiFunction<Deployment, String, LocalPod> maker) {
        this.maker = maker;
        this.deployment = deployment;
        revision = revision(deployment);
    }

    void follow(Deployment changed) {
        deleted = false;
        deployment = changed;
        revision = revision(changed);
    }

    /** Its Deployment is gone: all pods stop. */
    void delete() {
        deleted = true;
    }

    boolean isDeleted() {
        return deleted;
    }

    /** Moves one step towards what the Deployment wants. */
    void tick(Instant now) {
        tickPods(now);
        if (deleted) {
            stop(now);
            return;
        }
        List<LocalPod> old = old();
        old.stream().filter(pod -> !pod.isReady()).forEach(pod -> pod.stop(now));
        if (isRecreate() && !old.isEmpty()) {
            old.forEach(pod -> pod.stop(now));
            return;
        }
        boolean waits = isRecreate() && pods.stream().anyMatch(LocalPod::isStopping);
        if (!waits) {
            grow();
        }
        shrink(now);
    }

    private void grow() {
        int surge = old().isEmpty() ? 0 : 1;
        while (updated().size() < wanted() && living().size() < wanted() + surge) {
            pods.add(maker.apply(deployment, revision));
        }
    }

    private void shrink(Instant now) {
        updated().stream()
                .sorted(Comparator.comparing(LocalPod::isReady).reversed())
                .skip(wanted())
                .forEach(pod -> pod.stop(now));
        long spare = living().stream().filter(LocalPod::isReady).count() - wanted();
        old().stream().limit(Math.max(0, spare)).forEach(pod -> pod.stop(now));
    }

    /** Stops all pods. */
    void stop(Instant now) {
        pods.forEach(pod -> pod.stop(now));
    }

    /** Lets the pods do what is due, and forgets those that are gone. */
    void tickPods(Instant now) {
        pods.forEach(pod -> pod.tick(now));
        for (LocalPod gone : pods.stream().filter(LocalPod::isGone).toList()) {
            gone.destroy();
            gone.notices().happened(RunnerEvent.Kind.STOPPED, null, "stopped");
            pods.remove(gone);
        }
    }

    Deployment deployment() {
        return deployment;
    }

    /** All pods, also those that stop. */
    List<LocalPod> pods() {
        return List.copyOf(pods);
    }

    /** Pods that were not told to stop. */
    List<LocalPod> living() {
        return pods.stream().filter(pod -> !pod.isStopping()).toList();
    }

    /** Living pods of the present template. */
    List<LocalPod> updated() {
        return living().stream()
                .filter(pod -> pod.identity().revision().equals(revision))
                .toList();
    }

    private List<LocalPod> old() {
        return living().stream()
                .filter(pod -> !pod.identity().revision().equals(revision))
                .toList();
    }

    /** Replicas that the Deployment wants. */
    int wanted() {
        Integer replicas = deployment.getSpec().getReplicas();
        return replicas == null ? 1 : replicas;
    }

    private boolean isRecreate() {
        var strategy = deployment.getSpec().getStrategy();
        return strategy != null && "Recreate".equals(strategy.getType());
    }

    private static String revision(Deployment deployment) {
        String template = ClusterState.text(deployment.getSpec().getTemplate());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(template.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, REVISION_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
