package io.eventtopology.patterns.outbox;

import java.util.function.LongSupplier;

/**
 * Says which appends notify the relays. PostgreSQL (18 and before) commits transactions with NOTIFY one after the other, each to the disk
 * (commands/async.c, PreCommit_Notify: the lock is kept until the transaction ends); with several writers that cost four fifths of the
 * commits. So there are at most a hundred a second, after a burst of twenty. Under such load relays look all the time, and afterwards
 * still now and then ({@link RelayWorker}).
 */
final class NotifyRate {
    private static final long INTERVAL = 10_000_000;
    private static final int BURST = 20;

    private final LongSupplier nanoTime;
    private long nextFree;

    NotifyRate(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.nextFree = nanoTime.getAsLong() - BURST * INTERVAL;
    }

    /** Whether the caller notifies. */
    synchronized boolean take() {
        long now = nanoTime.getAsLong();
        long earliest = now - BURST * INTERVAL;
        if (nextFree - earliest < 0) {
            nextFree = earliest;
        }
        if (nextFree + INTERVAL - now > 0) {
            return false;
        }
        nextFree += INTERVAL;
        return true;
    }
}
