package io.eventtopology.operator.apply;

import io.eventtopology.crds.AdoptionPolicy;
import io.eventtopology.operator.watch.Owner;
import io.eventtopology.planner.naming.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;

/** Decides whether an object that exists and belongs to nobody of ours may be taken over. */
@FunctionalInterface
public interface Adoption {
    /** Nothing is taken over. */
    Adoption NEVER = (owner, existing) -> false;

    /** Whether the owner may take the object over. */
    boolean allows(Owner owner, HasMetadata existing);

    /** By the policy of a topology. */
    static Adoption of(AdoptionPolicy policy) {
        return switch (policy) {
            case NEVER -> NEVER;
            case RETAINED -> Adoption::wasRetainedFrom;
            case EXISTING -> (owner, existing) -> true;
        };
    }

    private static boolean wasRetainedFrom(Owner owner, HasMetadata existing) {
        Map<String, String> annotations = existing.getMetadata().getAnnotations();
        return annotations != null && owner.key().equals(annotations.get(Labels.RETAINED_FROM));
    }
}
