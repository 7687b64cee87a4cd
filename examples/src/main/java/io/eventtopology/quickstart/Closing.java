package io.eventtopology.quickstart;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what was started, the last first; one that fails does not keep the others from closing. */
final class Closing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    /** Remembers to close it. */
    <T extends AutoCloseable> T keep(T closeable) {
        started.push(closeable);
        return closeable;
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            AutoCloseable next = started.pop();
            // An interrupt that told us to end must not keep us from ending in order.
            Thread.interrupted();
            try {
                next.close();
            } catch (Exception e) {
                LOG.warn("{} did not close well", next, e);
            }
        }
    }
}
