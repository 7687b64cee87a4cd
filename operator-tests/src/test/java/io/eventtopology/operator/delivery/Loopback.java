package io.eventtopology.operator.delivery;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Addresses of this machine for pods: all of them have port 3501 to themselves, also beside other processes that run these tests at the same
 * time.
 */
final class Loopback {
    private static final long PROCESS = ProcessHandle.current().pid();
    private static final AtomicInteger NEXT = new AtomicInteger(1);

    private Loopback() {}

    static String next() {
        return "127." + (1 + PROCESS / 250 % 250) + "." + (1 + PROCESS % 250) + "." + NEXT.incrementAndGet();
    }
}
