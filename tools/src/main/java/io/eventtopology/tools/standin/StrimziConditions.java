package io.eventtopology.tools.standin;

import io.strimzi.api.kafka.model.common.Condition;
import io.strimzi.api.kafka.model.common.ConditionBuilder;
import io.strimzi.api.kafka.model.kafka.Status;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Conditions as Strimzi writes them: one condition, whose time stays while nothing else in it changes. */
final class StrimziConditions {
    private StrimziConditions() {}

    static List<Condition> isTrue(String type, @Nullable Status old) {
        return timed(new ConditionBuilder().withType(type).withStatus("True").build(), old);
    }

    static List<Condition> notReady(String reason, String message, @Nullable Status old) {
        Condition condition = new ConditionBuilder()
                .withType("Ready")
                .withStatus("False")
                .withReason(reason)
                .withMessage(message)
                .build();
        return timed(condition, old);
    }

    private static List<Condition> timed(Condition condition, @Nullable Status old) {
        condition.setLastTransitionTime(Instant.now().toString());
        if (old != null && old.getConditions() != null) {
            old.getConditions().stream()
                    .filter(known -> saysTheSame(known, condition))
                    .findFirst()
                    .ifPresent(known -> condition.setLastTransitionTime(known.getLastTransitionTime()));
        }
        return List.of(condition);
    }

    private static boolean saysTheSame(Condition a, Condition b) {
        return Objects.equals(a.getType(), b.getType())
                && Objects.equals(a.getStatus(), b.getStatus())
                && Objects.equals(a.getReason(), b.getReason())
                && Objects.equals(a.getMessage(), b.getMessage());
    }
}
