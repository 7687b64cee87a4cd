package io.eventtopology.operator.broker;

import org.jspecify.annotations.Nullable;

/**
 * What became of a user.
 *
 * @param credentialWritten whether the password was written, or removed
 * @param rightsAdded number of ACLs that were created
 * @param rightsRemoved number of ACLs that were deleted
 * @param problem why the user is not as declared; null when it is. What was written before the problem stays, and the next attempt goes on from there
 */
public record UserObservation(
        boolean credentialWritten,
        int rightsAdded,
        int rightsRemoved,
        @Nullable BrokerProblem problem) {
    /** Whether the user is as declared. */
    public boolean ready() {
        return problem == null;
    }

    /** Whether anything was written. */
    public boolean changed() {
        return credentialWritten || rightsAdded > 0 || rightsRemoved > 0;
    }
}
