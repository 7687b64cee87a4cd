package io.eventtopology.operator.delivery;

import io.eventtopology.crds.Condition;
import io.eventtopology.operator.status.ConditionType;
import io.eventtopology.operator.status.Conditions;

/**
 * What the condition DeliveryVerified says.
 *
 * @param status True, False or Unknown
 * @param reason one word
 * @param message for people; the same as long as the cause is the same
 * @param needsPerson whether it will not mend itself
 */
public record DeliveryReport(String status, String reason, String message, boolean needsPerson) {
    private static final String TRUE = "True";
    private static final String FALSE = "False";
    private static final String UNKNOWN = "Unknown";

    static DeliveryReport fine(String reason, String message) {
        return new DeliveryReport(TRUE, reason, message, false);
    }

    static DeliveryReport broken(String reason, String message, boolean needsPerson) {
        return new DeliveryReport(FALSE, reason, message, needsPerson);
    }

    static DeliveryReport notYet(String message) {
        return new DeliveryReport(UNKNOWN, "NotYet", message, false);
    }

    static DeliveryReport said(Condition condition, boolean needsPerson) {
        return new DeliveryReport(condition.status(), condition.reason(), condition.message(), needsPerson);
    }

    boolean isFine() {
        return status.equals(TRUE);
    }

    boolean isBroken() {
        return status.equals(FALSE);
    }

    /** Says it. */
    public void into(Conditions conditions) {
        switch (status) {
            case TRUE -> conditions.isTrue(ConditionType.DeliveryVerified, reason, message);
            case FALSE -> conditions.isFalse(ConditionType.DeliveryVerified, reason, message);
            default -> conditions.isUnknown(ConditionType.DeliveryVerified, reason, message);
        }
    }
}
