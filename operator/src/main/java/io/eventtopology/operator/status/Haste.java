package io.eventtopology.operator.status;

/** When a status is written that differs from the stored one. The first status of a resource is always written at once. */
public enum Haste {
    /** At once, whatever differs: the next reconciliation depends on it. */
    AT_ONCE,
    /** News at once, details after they were gathered for a while. */
    NEWS_AT_ONCE,
    /** After a while: the next reconciliation is about to follow and may well say something else. */
    GATHERED;

    /**
     * The haste at the end of a reconciliation.
     *
     * @param newRecord whether the status holds a record that the next reconciliation depends on
     * @param nextIsImminent whether something changed meanwhile, so that the status is outdated already
     */
    public static Haste of(boolean newRecord, boolean nextIsImminent) {
        if (newRecord) {
            return AT_ONCE;
        }
        return nextIsImminent ? GATHERED : NEWS_AT_ONCE;
    }
}
