package io.eventtopology.services.analytics.projection;

import org.jspecify.annotations.Nullable;

/**
 * What the events of one todo have told of it so far. {@link #with} gives the same end whatever the order of the events, and
 * whether one comes once or twice: flags only rise, and of several names the first in the alphabet is kept.
 *
 * @param creator whose todo it is, as {@code created} told; null while no such event told it
 * @param mentioned whose todo it is, as other events told; counts until {@code created} has told it
 * @param created whether it was created
 * @param completed whether it was completed
 * @param deleted whether it was deleted
 */
public record TodoState(
        @Nullable String creator, @Nullable String mentioned, boolean created, boolean completed, boolean deleted) {
    /** Nothing is known. */
    public static final TodoState UNKNOWN = new TodoState(null, null, false, false, false);

    /** With what one more event tells. */
    public TodoState with(TodoChange change) {
        String user = change.userId();
        return switch (change.action()) {
            case CREATED -> new TodoState(first(creator, user), mentioned, true, completed, deleted);
            case COMPLETED -> new TodoState(creator, first(mentioned, user), created, true, deleted);
            case DELETED -> new TodoState(creator, first(mentioned, user), created, completed, true);
        };
    }

    /** Whose todo it is, as far as is known. */
    public @Nullable String userId() {
        return creator == null ? mentioned : creator;
    }

    /** What it adds to the counts of its user; nothing while the user is not known. */
    public UserCounts counts() {
        if (userId() == null) {
            return UserCounts.ZERO;
        }
        boolean open = created && !completed && !deleted;
        return new UserCounts(one(created), one(completed), one(deleted), one(open), 0);
    }

    private static @Nullable String first(@Nullable String a, @Nullable String b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static int one(boolean flag) {
        return flag ? 1 : 0;
    }
}
