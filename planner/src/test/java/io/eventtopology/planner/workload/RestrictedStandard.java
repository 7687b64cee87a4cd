package io.eventtopology.planner.workload;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The Pod Security Standard "restricted" of Kubernetes (https://kubernetes.io/docs/concepts/security/pod-security-standards/),
 * rule by rule, the baseline rules included.
 */
final class RestrictedStandard {
    private static final Set<String> SECCOMP = Set.of("RuntimeDefault", "Localhost");

    private RestrictedStandard() {}

    static List<String> violations(PodSpec pod) {
        List<String> violations = new ArrayList<>();
        rule(violations, !Boolean.TRUE.equals(pod.getHostNetwork()), "host network");
        rule(violations, !Boolean.TRUE.equals(pod.getHostPID()), "host process namespace");
        rule(violations, !Boolean.TRUE.equals(pod.getHostIPC()), "host IPC namespace");
        var context = pod.getSecurityContext();
        rule(violations, context.getSysctls() == null || context.getSysctls().isEmpty(), "sysctls");
        rule(violations, context.getSeLinuxOptions() == null, "SELinux options");
        rule(violations, context.getWindowsOptions() == null, "Windows host process");
        rule(violations, context.getRunAsUser() == null || context.getRunAsUser() != 0, "runs as root");
        rule(violations, Boolean.TRUE.equals(context.getRunAsNonRoot()), "runAsNonRoot is not set");
        rule(
                violations,
                context.getSeccompProfile() != null
                        && SECCOMP.contains(context.getSeccompProfile().getType()),
                "seccomp profile");
        pod.getVolumes().forEach(volume -> rule(violations, isAllowed(volume), "volume " + volume.getName()));
        Stream.concat(pod.getContainers().stream(), pod.getInitContainers().stream())
                .forEach(container -> violations.addAll(violations(container)));
        return violations;
    }

    private static List<String> violations(Container container) {
        List<String> violations = new ArrayList<>();
        SecurityContext context = container.getSecurityContext();
        rule(violations, Boolean.FALSE.equals(context.getAllowPrivilegeEscalation()), "privilege escalation");
        rule(violations, !Boolean.TRUE.equals(context.getPrivileged()), "privileged");
        rule(
                violations,
                context.getProcMount() == null || context.getProcMount().equals("Default"),
                "proc mount");
        rule(violations, context.getSeLinuxOptions() == null, "SELinux options");
        rule(violations, context.getWindowsOptions() == null, "Windows host process");
        rule(violations, context.getRunAsUser() == null || context.getRunAsUser() != 0, "runs as root");
        rule(violations, !Boolean.FALSE.equals(context.getRunAsNonRoot()), "runAsNonRoot is false");
        rule(
                violations,
                context.getSeccompProfile() == null
                        || SECCOMP.contains(context.getSeccompProfile().getType()),
                "seccomp profile");
        rule(violations, context.getCapabilities().getDrop().contains("ALL"), "capabilities are not dropped");
        rule(
                violations,
                Set.of("NET_BIND_SERVICE").containsAll(context.getCapabilities().getAdd()),
                "capabilities are added");
        container
                .getPorts()
                .forEach(port -> rule(
                        violations,
                        port.getHostPort() == null || port.getHostPort() == 0,
                        "host port " + port.getName()));
        // Beyond the standard: nothing can be changed in the image at run time.
        rule(violations, Boolean.TRUE.equals(context.getReadOnlyRootFilesystem()), "writable root file system");
        return violations;
    }

    private static boolean isAllowed(Volume volume) {
        return Stream.of(
                        volume.getConfigMap(),
                        volume.getCsi(),
                        volume.getDownwardAPI(),
                        volume.getEmptyDir(),
                        volume.getEphemeral(),
                        volume.getPersistentVolumeClaim(),
                        volume.getProjected(),
                        volume.getSecret())
                .anyMatch(source -> source != null);
    }

    private static void rule(List<String> violations, boolean kept, String violation) {
        if (!kept) {
            violations.add(violation);
        }
    }
}
