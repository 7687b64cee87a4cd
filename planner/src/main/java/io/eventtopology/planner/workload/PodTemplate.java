package io.eventtopology.planner.workload;

import io.eventtopology.crds.LocalRef;
import io.eventtopology.crds.PodOverrides;
import io.eventtopology.crds.Resources;
import io.eventtopology.planner.model.Platform;
import io.eventtopology.planner.model.ResolvedService;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Renders the pods of a service: they meet the Pod Security Standard "restricted". */
final class PodTemplate {
    /** Name of the container of the app. */
    static final String CONTAINER = "app";

    private static final String POLICY_DIGEST = "eventtopology.io/policy-digest";
    private static final String SECRET_VERSIONS = "eventtopology.io/secret-versions";
    private static final Resources DEFAULT_RESOURCES =
            new Resources(Map.of("cpu", "100m", "memory", "256Mi"), Map.of("memory", "512Mi"));

    /** What the schema refuses, and a resource of before it may still hold. */
    private static final List<String> LABELS_NOT_THEIRS = List.of("dapr.io/", "eventtopology.io/");

    private static final List<String> ANNOTATIONS_NOT_THEIRS =
            List.of("dapr.io/", "eventtopology.io/", "container.apparmor.security.beta.kubernetes.io/");

    private PodTemplate() {}

    static PodTemplateSpec of(ResolvedService service, Platform platform, SidecarSettings sidecar) {
        Shutdown shutdown = Shutdown.of(service.pod());
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(labels(service))
                .withAnnotations(annotations(service, platform, sidecar, shutdown))
                .endMetadata()
                .withSpec(spec(service, sidecar, shutdown))
                .build();
    }

    private static SortedMap<String, String> labels(ResolvedService service) {
        SortedMap<String, String> labels = new TreeMap<>();
        if (service.pod() != null) {
            labels.putAll(allowed(service.pod().labels(), LABELS_NOT_THEIRS));
        }
        labels.putAll(WorkloadMetadata.labels(service));
        return labels;
    }

    private static SortedMap<String, String> annotations(
            ResolvedService service, Platform platform, SidecarSettings sidecar, Shutdown shutdown) {
        SortedMap<String, String> annotations = new TreeMap<>();
        if (service.pod() != null) {
            annotations.putAll(allowed(service.pod().annotations(), ANNOTATIONS_NOT_THEIRS));
        }
        annotations.putAll(SidecarAnnotations.of(service, sidecar, shutdown));
        if (!platform.daprVersion().reloadsPolicies()) {
            annotations.put(POLICY_DIGEST, sidecar.policyDigest());
        }
        if (!service.secretVersions().isEmpty()) {
            annotations.put(
                    SECRET_VERSIONS,
                    service.secretVersions().entrySet().stream()
                            .map(secret -> secret.getKey() + "=" + secret.getValue())
                            .collect(Collectors.joining(",")));
        }
        return annotations;
    }

    private static Map<String, String> allowed(Map<String, String> declared, List<String> notTheirs) {
        return declared.entrySet().stream()
                .filter(e -> notTheirs.stream().noneMatch(e.getKey()::startsWith))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static PodSpec spec(ResolvedService service, SidecarSettings sidecar, Shutdown shutdown) {
        PodSpecBuilder spec = new PodSpecBuilder()
                .withServiceAccountName(service.name())
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withRestartPolicy("Always")
                .withDnsPolicy("ClusterFirst")
                .withTerminationGracePeriodSeconds((long) shutdown.grace())
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withTopologySpreadConstraints(
                        spread(service, "kubernetes.io/hostname"), spread(service, "topology.kubernetes.io/zone"))
                .withContainers(container(service, sidecar, shutdown))
                .addNewVolume()
                .withName("tmp")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume();
        PodOverrides pod = service.pod();
        if (pod != null) {
            spec.withNodeSelector(pod.nodeSelector().isEmpty() ? null : new TreeMap<>(pod.nodeSelector()))
                    .withTolerations(pod.tolerations().stream()
                            .map(t -> new Toleration(t.effect(), t.key(), t.operator(), null, t.value()))
                            .toList())
                    .withPriorityClassName(pod.priorityClassName())
                    .withImagePullSecrets(pod.imagePullSecrets().stream()
                            .map(LocalRef::name)
                            .map(LocalObjectReference::new)
                            .toList());
        }
        return spec.build();
    }

    private static TopologySpreadConstraint spread(ResolvedService service, String topologyKey) {
        return new TopologySpreadConstraintBuilder()
                .withMaxSkew(1)
                .withTopologyKey(topologyKey)
                .withWhenUnsatisfiable("ScheduleAnyway")
                .withNewLabelSelector()
                .withMatchLabels(WorkloadMetadata.selector(service))
                .endLabelSelector()
                .build();
    }

    private static Container container(ResolvedService service, SidecarSettings sidecar, Shutdown shutdown) {
        String image = Objects.requireNonNull(service.image(), "only a service that the operator runs has a container");
        Probes probes = Probes.of(service);
        Resources resources = service.resources() == null ? DEFAULT_RESOURCES : service.resources();
        return new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(image)
                .withImagePullPolicy(pullPolicy(image))
                .withTerminationMessagePath("/dev/termination-log")
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .addNewPort()
                .withName("http")
                .withContainerPort(service.port())
                .withProtocol("TCP")
                .endPort()
                .withEnv(ContainerEnvironment.of(service, sidecar))
                .withNewResources()
                .withRequests(Quantities.canonical(resources.requests()))
                .withLimits(Quantities.canonical(resources.limits()))
                .endResources()
                .withStartupProbe(probes.startup())
                .withReadinessProbe(probes.readiness())
                .withLivenessProbe(probes.liveness())
                .withNewLifecycle()
                .withNewPreStop()
                .withNewSleep((long) shutdown.appDelay())
                .endPreStop()
                .endLifecycle()
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withRunAsNonRoot(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .addNewVolumeMount()
                .withName("tmp")
                .withMountPath("/tmp")
                .endVolumeMount()
                .build();
    }

    /** What Kubernetes takes without a policy: a moving tag is always pulled. */
    private static String pullPolicy(String image) {
        if (image.contains("@")) {
            return "IfNotPresent";
        }
        String name = image.substring(image.lastIndexOf('/') + 1);
        return name.endsWith(":latest") || !name.contains(":") ? "Always" : "IfNotPresent";
    }
}
