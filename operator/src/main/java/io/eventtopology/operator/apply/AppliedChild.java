package io.eventtopology.operator.apply;

import io.eventtopology.crds.ChildRef;

/**
 * What became of one wanted object.
 *
 * @param ref the object
 * @param result what happened
 * @param message why, when it is not as wanted; the paths of the fields that were set, when it was changed; empty otherwise
 */
public record AppliedChild(ChildRef ref, Result result, String message) {
    /** What happened. */
    public enum Result {
        /** It was as wanted. */
        UNCHANGED,
        /** It did not exist. */
        CREATED,
        /** The plan changed. */
        UPDATED,
        /** Somebody had changed fields of ours. */
        DRIFT_REVERTED,
        /** It had been left behind and is ours again. */
        ADOPTED,
        /** An object of that name belongs to somebody else and was not touched. */
        CONFLICT,
        /** The API server does not know the kind: a CRD is missing. */
        KIND_MISSING,
        /** The API server refuses it; trying again does not help. */
        REFUSED,
        /** It could not be written now; another attempt may help. */
        FAILED
    }

    /** Whether the object is as wanted. */
    public boolean isInPlace() {
        return switch (result) {
            case UNCHANGED, CREATED, UPDATED, DRIFT_REVERTED, ADOPTED -> true;
            case CONFLICT, KIND_MISSING, REFUSED, FAILED -> false;
        };
    }

    /** Kind and name, for messages. */
    public String described() {
        return ref.kind() + " " + ref.namespace() + "/" + ref.name();
    }
}
