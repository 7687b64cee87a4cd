package io.eventtopology.planner;

import io.eventtopology.crds.AllowedNamespaces;
import io.eventtopology.crds.LabelRequirement;
import io.eventtopology.crds.NamespaceSelector;
import io.eventtopology.crds.NamespacesFrom;
import io.eventtopology.planner.model.Catalog;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a topology lets services of a namespace use its events. */
final class NamespaceRule {
    private final Catalog catalog;

    NamespaceRule(Catalog catalog) {
        this.catalog = catalog;
    }

    /** A rule that cannot be read (a selector without selector, an unknown operator) allows nothing. */
    boolean allows(@Nullable AllowedNamespaces allowed, String topologyNamespace, String serviceNamespace) {
        if (topologyNamespace.equals(serviceNamespace)) {
            return true;
        }
        if (allowed == null || allowed.from() == null || allowed.from() == NamespacesFrom.SAME) {
            return false;
        }
        return allowed.from() == NamespacesFrom.ALL
                || allowed.selector() != null && selects(allowed.selector(), catalog.namespaceLabels(serviceNamespace));
    }

    /** Kubernetes' label selector semantics: all must hold; an empty selector selects everything. */
    private static boolean selects(NamespaceSelector selector, Map<String, String> labels) {
        return selector.matchLabels().entrySet().stream()
                        .allMatch(wanted -> wanted.getValue().equals(labels.get(wanted.getKey())))
                && selector.matchExpressions().stream().allMatch(requirement -> holds(requirement, labels));
    }

    private static boolean holds(LabelRequirement requirement, Map<String, String> labels) {
        String value = labels.get(requirement.key());
        return switch (requirement.operator()) {
            case "In" -> value != null && requirement.values().contains(value);
            // A label that is absent is not in the set: k8s.io/apimachinery/pkg/labels.Requirement.Matches.
            case "NotIn" -> value == null || !requirement.values().contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> false;
        };
    }
}
