package io.eventtopology.gitops;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A patch of Argo CD's ConfigMap {@code argocd-cm} that holds health scripts as customizations.
 *
 * @param file where it is committed
 * @param comment what it is for, one line
 * @param groups API groups whose scripts it holds
 */
record ArgoSettings(Path file, String comment, Set<String> groups) {
    static final List<ArgoSettings> ALL = List.of(
            new ArgoSettings(
                    Path.of("argocd", "argocd-cm-patch.yaml"),
                    "Health of our kinds and of Dapr's.",
                    Set.of("eventtopology.io", "dapr.io")),
            new ArgoSettings(
                    Path.of("argocd", "argocd-cm-applications-patch.yaml"),
                    "Only for an Application of Applications whose waves wait for each other.",
                    Set.of("argoproj.io")));

    /** The scripts in it, in the order of their keys. */
    List<HealthScript> scripts() {
        return HealthScript.all().stream()
                .filter(script -> groups.contains(script.group()))
                .toList();
    }

    /** Key of a script in {@code argocd-cm}, as in Argo CD's manual (operator-manual/health.md). */
    static String key(HealthScript script) {
        return "resource.customizations.health." + script.group() + "_" + script.kind();
    }

    /** The file, to the byte. */
    String text() {
        StringBuilder text = new StringBuilder("""
                # %s Generated from resource_customizations.
                #   kubectl apply --server-side --field-manager=event-topology -f %s
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: argocd-cm
                  namespace: argocd
                data:
                """.formatted(comment, file.getFileName()));
        for (HealthScript script : scripts()) {
            text.append("  ").append(key(script)).append(": |\n");
            text.append(script.source().indent(4));
        }
        return text.toString();
    }
}
