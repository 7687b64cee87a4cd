package io.eventtopology.operator.apply;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.SSABasedGenericKubernetesResourceMatcher;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares a child with what is wanted: only the fields that we own, as managedFields say, so that foreign fields do not count.
 * Remembers which fields differ, for people.
 */
final class ChildComparison extends SSABasedGenericKubernetesResourceMatcher<GenericKubernetesResource> {
    private static final int MOST = 5;

    private final List<String> differences = new ArrayList<>();

    /** Paths of the fields that differ, at most five; empty when the child is as wanted. Never values: they may be secret. */
    static List<String> differences(
            GenericKubernetesResource actual, GenericKubernetesResource desired, Context<?> context) {
        ChildComparison comparison = new ChildComparison();
        if (comparison.matches(actual, desired, context)) {
            return List.of();
        }
        return comparison.differences.isEmpty()
                ? List.of("fields that another field manager took over")
                : List.copyOf(comparison.differences.subList(0, Math.min(MOST, comparison.differences.size())));
    }

    @Override
    protected boolean matches(
            Map<String, Object> actualMap,
            Map<String, Object> desiredMap,
            GenericKubernetesResource actual,
            GenericKubernetesResource desired,
            Context<?> context) {
        collect("", actualMap, desiredMap);
        return differences.isEmpty();
    }

    private void collect(String path, @Nullable Object actual, @Nullable Object desired) {
        if (actual instanceof Map<?, ?> actualMap && desired instanceof Map<?, ?> desiredMap) {
            TreeSet<String> keys = new TreeSet<>();
            actualMap.keySet().forEach(key -> keys.add(String.valueOf(key)));
            desiredMap.keySet().forEach(key -> keys.add(String.valueOf(key)));
            keys.forEach(
                    key -> collect(path.isEmpty() ? key : path + "." + key, actualMap.get(key), desiredMap.get(key)));
        } else if (actual instanceof List<?> actualList
                && desired instanceof List<?> desiredList
                && actualList.size() == desiredList.size()) {
            for (int i = 0; i < actualList.size(); i++) {
                collect(path + "[" + i + "]", actualList.get(i), desiredList.get(i));
            }
        } else if (!isSame(actual, desired)) {
            differences.add(path);
        }
    }

    /** One number is a Long when a watch brought it and an Integer when an answer did. */
    private static boolean isSame(@Nullable Object actual, @Nullable Object desired) {
        return actual instanceof Number && desired instanceof Number
                ? new BigDecimal(actual.toString()).compareTo(new BigDecimal(desired.toString())) == 0
                : Objects.equals(actual, desired);
    }
}
