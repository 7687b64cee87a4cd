package io.eventtopology.patterns.outbox;

import java.time.Duration;

/** Tells waiting workers that there may be something to do; none is lost between a look and the wait that follows. */
final class Wakeups {
    private long count;
    private boolean over;

    /** How many there were so far. */
    synchronized long count() {
        return count;
    }

    /** Wakes everybody. */
    synchronized void wake() {
        count++;
        notifyAll();
    }

    /** Wakes everybody for good. */
    synchronized void end() {
        over = true;
        notifyAll();
    }

    /** Whether {@link #end} was called. */
    synchronized boolean over() {
        return over;
    }

    /** Waits until there were more than {@code seen}, but not longer than {@code limit}. */
    synchronized void awaitMore(long seen, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        long left = limit.toNanos();
        while (count == seen && !over && left > 0) {
            wait(left / 1_000_000, (int) (left % 1_000_000));
            left = end - System.nanoTime();
        }
    }

    /** Waits whatever happens, but for the end. */
    synchronized void pause(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        long left = time.toNanos();
        while (!over && left > 0) {
            wait(left / 1_000_000, (int) (left % 1_000_000));
            left = end - System.nanoTime();
        }
    }
}
