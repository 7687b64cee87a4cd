package io.eventtopology.tools.proxy;

import java.util.concurrent.atomic.AtomicInteger;

/** A fault that strikes a limited number of times. */
public final class Fault {
    private final AtomicInteger remaining;
    private final AtomicInteger hits = new AtomicInteger();

    Fault(int times) {
        if (times < 1) {
            throw new IllegalArgumentException("A fault must strike at least once, not " + times + " times");
        }
        remaining = new AtomicInteger(times);
    }

    boolean strike() {
        boolean struck = remaining.getAndUpdate(n -> n > 0 ? n - 1 : 0) > 0;
        if (struck) {
            hits.incrementAndGet();
        }
        return struck;
    }

    /** How often it struck. */
    public int hits() {
        return hits.get();
    }

    /** Whether it will never strike again. */
    public boolean isSpent() {
        return remaining.get() == 0;
    }

    /** Ends the fault early. */
    public void cancel() {
        remaining.set(0);
    }
}
