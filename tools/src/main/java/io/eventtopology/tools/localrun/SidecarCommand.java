package io.eventtopology.tools.localrun;

import io.eventtopology.tools.dapr.DaprSentry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Command line and environment of a sidecar: what Dapr's injector makes of the pod's annotations ({@code pkg/injector/patcher} of
 * Dapr 1.16), in standalone mode and with the ports of this machine.
 *
 * @param daprd the program
 * @param identities who gives certificates; empty without mTLS
 */
record SidecarCommand(Path daprd, Optional<DaprSentry> identities) {
    /** Annotation → flag, for what is passed on as it is. */
    private static final Map<String, String> PASSED_ON = new TreeMap<>(Map.of(
            "app-max-concurrency", "--app-max-concurrency",
            "max-body-size", "--max-body-size",
            "read-buffer-size", "--read-buffer-size",
            "http-max-request-size", "--dapr-http-max-request-size",
            "http-read-buffer-size", "--dapr-http-read-buffer-size"));

    List<String> arguments(PodIdentity pod, SidecarFiles files, Stopping stopping) {
        PodPorts ports = pod.ports();
        List<String> command = new ArrayList<>();
        command.add(daprd.toString());
        add(command, "--app-id", pod.appId());
        add(command, "--app-protocol", pod.annotation("app-protocol", "http"));
        if (pod.has("app-port")) {
            add(command, "--app-port", Integer.toString(ports.app()));
        }
        command.addAll(ports.sidecar().arguments());
        add(command, "--log-level", pod.annotation("log-level", "info"));
        add(command, "--resources-path", files.resources().toString());
        add(command, "--config", files.configuration().toString());
        add(command, "--dapr-graceful-shutdown-seconds", Long.toString(stopping.graceful()));
        if (stopping.block() != null) {
            add(command, "--dapr-block-shutdown-duration", stopping.block().toMillis() + "ms");
        }
        if (pod.has("enable-api-logging")) {
            command.add("--enable-api-logging=" + pod.annotation("enable-api-logging", "false"));
        }
        if ("true".equals(pod.annotation("enable-app-health-check", "false"))) {
            command.add("--enable-app-health-check");
            add(command, "--app-health-check-path", pod.annotation("app-health-check-path", "/healthz"));
            add(command, "--app-health-probe-interval", pod.annotation("app-health-probe-interval", "5"));
            add(command, "--app-health-probe-timeout", pod.annotation("app-health-probe-timeout", "500"));
            add(command, "--app-health-threshold", pod.annotation("app-health-threshold", "3"));
        }
        PASSED_ON.forEach((annotation, flag) -> {
            if (pod.has(annotation)) {
                add(command, flag, pod.annotation(annotation, ""));
            }
        });
        identities.ifPresent(sentry -> command.addAll(sentry.arguments()));
        return command;
    }

    Map<String, String> variables(PodIdentity pod) {
        Map<String, String> variables = new TreeMap<>();
        variables.put("NAMESPACE", pod.namespace());
        variables.put("POD_NAME", pod.name());
        // The address under which other sidecars find it.
        variables.put("DAPR_HOST_IP", "127.0.0.1");
        identities.ifPresent(sentry -> variables.putAll(sentry.environment()));
        return variables;
    }

    private static void add(List<String> command, String flag, String value) {
        command.add(flag);
        command.add(value);
    }
}
