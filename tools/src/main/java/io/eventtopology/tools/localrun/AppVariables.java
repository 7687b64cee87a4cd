package io.eventtopology.tools.localrun;

import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The environment of an app, as kubelet and Dapr's injector put it together, with the ports of this machine. */
final class AppVariables {
    /** Variables that hold the app's port, when they have its value. */
    private static final Set<String> PORT_NAMES = Set.of("SERVICE_PORT", "QUARKUS_HTTP_PORT", "APP_PORT", "PORT");

    private AppVariables() {}

    /**
     * All variables.
     *
     * @throws MissingReferenceException when a Secret, ConfigMap or key is not there
     */
    static Map<String, String> of(PodIdentity pod, References references) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("HOSTNAME", pod.name());
        // Nothing outside this machine shall reach it.
        variables.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        List<EnvFromSource> sources = pod.container().getEnvFrom();
        if (sources != null) {
            sources.forEach(source -> variables.putAll(all(source, references)));
        }
        List<EnvVar> declared = pod.container().getEnv();
        if (declared != null) {
            for (EnvVar variable : declared) {
                value(variable, variables, pod, references)
                        .ifPresent(value -> variables.put(variable.getName(), value));
            }
        }
        String port = Integer.toString(pod.declaredPort());
        variables.replaceAll((name, value) -> PORT_NAMES.contains(name) && value.equals(port)
                ? Integer.toString(pod.ports().app())
                : value);
        // The variables of pkg/injector/consts (UserContainer*), Dapr 1.16.
        variables.put("DAPR_HTTP_PORT", Integer.toString(pod.ports().sidecar().http()));
        variables.put("DAPR_GRPC_PORT", Integer.toString(pod.ports().sidecar().grpc()));
        variables.put("APP_PROTOCOL", pod.annotation("app-protocol", "http"));
        return variables;
    }

    private static Map<String, String> all(EnvFromSource source, References references) {
        Map<String, String> variables = new LinkedHashMap<>();
        String prefix = source.getPrefix() == null ? "" : source.getPrefix();
        if (source.getSecretRef() != null) {
            String name = source.getSecretRef().getName();
            boolean optional = Boolean.TRUE.equals(source.getSecretRef().getOptional());
            orMissing("Secret " + name, references.secret(name), optional)
                    .forEach((key, value) -> variables.put(prefix + key, value));
        }
        if (source.getConfigMapRef() != null) {
            String name = source.getConfigMapRef().getName();
            boolean optional = Boolean.TRUE.equals(source.getConfigMapRef().getOptional());
            orMissing("ConfigMap " + name, references.configMap(name), optional)
                    .forEach((key, value) -> variables.put(prefix + key, value));
        }
        return variables;
    }

    private static Map<String, String> orMissing(String what, Optional<Map<String, String>> values, boolean optional) {
        if (values.isEmpty() && !optional) {
            throw new MissingReferenceException(what + " is not there");
        }
        return values.orElse(Map.of());
    }

    private static Optional<String> value(
            EnvVar variable, Map<String, String> known, PodIdentity pod, References references) {
        EnvVarSource from = variable.getValueFrom();
        if (from == null) {
            return Optional.of(variable.getValue() == null ? "" : VariableExpansion.expand(variable.getValue(), known));
        }
        if (from.getSecretKeyRef() != null) {
            var selector = from.getSecretKeyRef();
            return optional(
                    Boolean.TRUE.equals(selector.getOptional()),
                    () -> references.secretValue(selector.getName(), selector.getKey()));
        }
        if (from.getConfigMapKeyRef() != null) {
            var selector = from.getConfigMapKeyRef();
            return optional(
                    Boolean.TRUE.equals(selector.getOptional()),
                    () -> references.configMapValue(selector.getName(), selector.getKey()));
        }
        if (from.getFieldRef() != null) {
            return Optional.of(field(from.getFieldRef().getFieldPath(), pod));
        }
        return Optional.empty();
    }

    private static Optional<String> optional(boolean optional, java.util.function.Supplier<String> value) {
        try {
            return Optional.of(value.get());
        } catch (MissingReferenceException e) {
            if (optional) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static String field(String path, PodIdentity pod) {
        return switch (path) {
            case "metadata.name" -> pod.name();
            case "metadata.namespace" -> pod.namespace();
            case "spec.nodeName" -> "localhost";
            case "spec.serviceAccountName" -> String.valueOf(pod.spec().getServiceAccountName());
            default -> "127.0.0.1";
        };
    }
}
