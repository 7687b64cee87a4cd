package io.eventtopology.services.analytics.projection;

/**
 * Counts of one user, or what is to be added to them.
 *
 * @param created todos that were created
 * @param completed todos that were completed
 * @param deleted todos that were deleted
 * @param open todos that were created, and neither completed nor deleted
 * @param notifications messages that were sent
 */
public record UserCounts(long created, long completed, long deleted, long open, long notifications) {
    /** Nothing. */
    public static final UserCounts ZERO = new UserCounts(0, 0, 0, 0, 0);

    /** One message. */
    public static final UserCounts ONE_NOTIFICATION = new UserCounts(0, 0, 0, 0, 1);

    /** Both together. */
    public UserCounts plus(UserCounts other) {
        return new UserCounts(
                created + other.created,
                completed + other.completed,
                deleted + other.deleted,
                open + other.open,
                notifications + other.notifications);
    }

    /** What takes these away again. */
    public UserCounts negated() {
        return new UserCounts(-created, -completed, -deleted, -open, -notifications);
    }
}
