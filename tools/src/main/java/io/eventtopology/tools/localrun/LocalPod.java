package io.eventtopology.tools.localrun;

import io.fabric8.kubernetes.api.model.Container;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** An app and its sidecar. Used by the runner's thread only, except for what says otherwise. */
final class LocalPod {
    /** Health of the sidecar: as the injector sets it, without the delay. */
    private static final Duration SIDECAR_PERIOD = Duration.ofSeconds(6);

    private static final Duration SIDECAR_TIMEOUT = Duration.ofSeconds(3);
    private static final int FAILURES = 3;

    /** An edit of several objects restarts a sidecar once. */
    private static final Duration SETTLE = Duration.ofSeconds(1);

    private final PodIdentity identity;
    private final Stopping stopping;
    private final SidecarFiles files;
    private final References references;
    private final HttpClient client;
    private final Executor executor;
    private final PodNotices notices;
    private final Supervised app;
    private final Supervised sidecar;
    private ClusterState state;
    private @Nullable ProbeRun startup;
    private @Nullable ProbeRun readiness;
    private @Nullable ProbeRun liveness;
    private @Nullable ProbeRun sidecarHealth;
    private @Nullable Instant restartSidecarAt;
    private @Nullable Instant stopAppAt;
    private @Nullable Instant deadline;
    private volatile boolean ready;

    LocalPod(PodIdentity identity, PodSurroundings surroundings, ClusterState state, Instant now) {
        this.identity = identity;
        this.state = state;
        references = new References(surroundings.source(), identity.namespace());
        client = surroundings.client();
        executor = surroundings.executor();
        stopping = Stopping.of(identity, surroundings.longestGrace());
        notices = new PodNotices(surroundings.listener(), identity.namespace(), identity.service(), identity.name());
        boolean identities = surroundings.sidecars().identities().isPresent();
        files = new SidecarFiles(identity.folder(), surroundings.names(), identities);
        app = new Supervised(Part.APP, () -> startApp(surroundings.programs()), notices, now);
        sidecar = new Supervised(Part.SIDECAR, () -> startSidecar(surroundings.sidecars()), notices, now);
    }

    private RunningProgram startApp(Programs programs) {
        var variables = AppVariables.of(identity, references);
        List<String> command = new ArrayList<>(programs.command(new ContainerProgram(
                identity.namespace(), identity.service(), identity.container().getImage(), identity.memoryLimit())));
        if (identity.container().getArgs() != null) {
            identity.container()
                    .getArgs()
                    .forEach(argument -> command.add(VariableExpansion.expand(argument, variables)));
        }
        return RunningProgram.start(identity.service(), Part.APP.title(), command, variables, identity.folder());
    }

    private RunningProgram startSidecar(SidecarCommand sidecars) {
        files.write(identity, state, references);
        restartSidecarAt = null;
        return RunningProgram.start(
                "sidecar of " + identity.service(),
                Part.SIDECAR.title(),
                sidecars.arguments(identity, files, stopping),
                sidecars.variables(identity),
                identity.folder());
    }

    /** Lets the sidecar know of changed Dapr objects. */
    void follow(ClusterState changed, Instant now) {
        state = changed;
        if (deadline != null || !sidecar.isRunning()) {
            return;
        }
        try {
            if (files.write(identity, state, references)) {
                restartSidecarAt = now.plus(SETTLE);
            }
        } catch (MissingReferenceException e) {
            // The sidecar goes on with what it has, until the next change.
            notices.happened(RunnerEvent.Kind.WAITING, Part.SIDECAR, String.valueOf(e.getMessage()));
        }
    }

    /** Does what is due. */
    void tick(Instant now) {
        if (stopAppAt != null && !now.isBefore(stopAppAt) && deadline != null) {
            app.stop(deadline);
            stopAppAt = null;
        }
        if (restartSidecarAt != null && !now.isBefore(restartSidecarAt)) {
            restartSidecarAt = null;
            sidecar.restart(now, stopping.grace());
        }
        if (sidecar.tick(now)) {
            sidecarHealth = new ProbeRun(
                    new HealthCheck(
                            "/v1.0/healthz",
                            identity.ports().sidecar().publicHttp(),
                            Duration.ZERO,
                            SIDECAR_PERIOD,
                            SIDECAR_TIMEOUT,
                            FAILURES),
                    true,
                    client,
                    executor,
                    now);
        }
        if (app.tick(now)) {
            Container container = identity.container();
            startup = probe(
                    HealthCheck.of(container.getStartupProbe(), identity.ports().app()), true, now);
            readiness = null;
            liveness = null;
        }
        probe(now);
        noticeReadiness();
    }

    private void probe(Instant now) {
        if (!app.isRunning()) {
            readiness = null;
            liveness = null;
        } else if (startup != null) {
            startup.tick(now);
            if (startup.isPassing()) {
                startup = null;
            } else if (startup.hasFailed()) {
                giveUp("startup", now);
            }
        } else {
            probeStarted(now);
        }
        if (!sidecar.isRunning()) {
            sidecarHealth = null;
        }
        if (sidecarHealth != null) {
            sidecarHealth.tick(now);
        }
    }

    private void probeStarted(Instant now) {
        if (readiness == null) {
            Container container = identity.container();
            int port = identity.ports().app();
            HealthCheck check = HealthCheck.of(container.getReadinessProbe(), port);
            // Without a probe a kubelet takes a running process for ready; an open port tells more.
            readiness = probe(
                    check == null
                            ? new HealthCheck(null, port, Duration.ZERO, SIDECAR_PERIOD, SIDECAR_TIMEOUT, FAILURES)
                            : check,
                    true,
                    now);
            liveness = probe(HealthCheck.of(container.getLivenessProbe(), port), false, now);
        }
        if (readiness != null) {
            readiness.tick(now);
        }
        if (liveness != null) {
            liveness.tick(now);
            if (liveness.hasFailed()) {
                giveUp("liveness", now);
            }
        }
    }

    private @Nullable ProbeRun probe(@Nullable HealthCheck check, boolean eager, Instant now) {
        return check == null ? null : new ProbeRun(check, eager, client, executor, now);
    }

    private void giveUp(String probe, Instant now) {
        if (deadline == null) {
            notices.happened(RunnerEvent.Kind.DIED, Part.APP, "the " + probe + " probe failed: it is restarted");
            app.restart(now, stopping.grace());
            startup = null;
            readiness = null;
            liveness = null;
        }
    }

    private void noticeReadiness() {
        boolean isReady = deadline == null
                && app.isRunning()
                && sidecar.isRunning()
                && readiness != null
                && readiness.isPassing()
                && sidecarHealth != null
                && sidecarHealth.isPassing();
        if (isReady == ready) {
            return;
        }
        ready = isReady;
        if (isReady) {
            app.isWell();
            sidecar.isWell();
            notices.happened(
                    RunnerEvent.Kind.READY,
                    null,
                    "ready on http://127.0.0.1:" + identity.ports().app());
        } else if (deadline == null) {
            notices.happened(RunnerEvent.Kind.NOT_READY, null, "not ready");
        }
    }

    /** Begins to stop; {@link #tick} goes on with it. */
    void stop(Instant now) {
        if (deadline == null) {
            notices.happened(
                    RunnerEvent.Kind.STOPPING,
                    null,
                    "stops within " + stopping.grace().toSeconds() + " s");
            deadline = now.plus(stopping.grace());
            stopAppAt = now.plus(stopping.appDelay());
            app.startNoMore();
            sidecar.stop(deadline);
            ready = false;
        }
    }

    boolean isStopping() {
        return deadline != null;
    }

    /** Whether it was told to stop and nothing of it runs any more. */
    boolean isGone() {
        return deadline != null && !app.isRunning() && !sidecar.isRunning();
    }

    /** Why it is not ready, with the ends of both logs. */
    String trouble() {
        return identity.name() + ": " + (problem().isEmpty() ? isStopping() ? "stops" : "starts" : problem())
                + logEnd(Part.APP) + logEnd(Part.SIDECAR);
    }

    private String logEnd(Part part) {
        String tail = process(part).logTail();
        Path log = identity.folder().resolve(part.title() + ".log");
        return tail.isEmpty() ? "" : "\n  " + log + ":\n" + tail.indent(4).stripTrailing();
    }

    /** Kills both at once, gives the ports back and leaves no secrets. */
    void destroy() {
        app.destroy();
        sidecar.destroy();
        files.deleteSecrets();
        identity.ports().giveBack();
    }

    /** Whether app and sidecar are ready. From any thread. */
    boolean isReady() {
        return ready;
    }

    PodIdentity identity() {
        return identity;
    }

    PodNotices notices() {
        return notices;
    }

    /** A process of the pod. */
    Supervised process(Part part) {
        return part == Part.APP ? app : sidecar;
    }

    Duration grace() {
        return stopping.grace();
    }

    /** Why it is not ready, as far as it is known. */
    String problem() {
        return app.problem().isEmpty() ? sidecar.problem() : app.problem();
    }
}
