package io.eventtopology.tools.standin;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on keys in parallel, but on one key never twice at once: a key that comes while it waits is dropped, one that
 * comes while it is worked on is done again afterwards. A key whose work fails is retried without end.
 */
final class WorkQueue<K> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WorkQueue.class);
    private static final Duration RETRY = Duration.ofMillis(200);

    private enum State {
        WAITING,
        RUNNING,
        RUNNING_AND_WANTED_AGAIN
    }

    private final ScheduledExecutorService workers;
    private final Consumer<K> work;
    private final Duration delay;
    private final Map<K, State> states = new HashMap<>();

    /**
     * @param delay from a key's arrival to its work
     */
    WorkQueue(String name, int parallelism, Duration delay, Consumer<K> work) {
        workers = Executors.newScheduledThreadPool(
                parallelism, Thread.ofPlatform().name(name + "-", 0).daemon().factory());
        this.work = work;
        this.delay = delay;
    }

    void add(K key) {
        synchronized (states) {
            State state = states.get(key);
            if (state == null) {
                states.put(key, State.WAITING);
                schedule(key, delay);
            } else if (state == State.RUNNING) {
                states.put(key, State.RUNNING_AND_WANTED_AGAIN);
            }
        }
    }

    private void schedule(K key, Duration after) {
        try {
            var unused = workers.schedule(() -> run(key), after.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("closed, {} stays as it is", key);
        }
    }

    private void run(K key) {
        synchronized (states) {
            states.put(key, State.RUNNING);
        }
        boolean done = false;
        try {
            work.accept(key);
            done = true;
        } catch (RuntimeException e) {
            // Conflicts above all; the API server may be down as well. Either way the next attempt looks afresh.
            log.debug("{} will be tried again: {}", key, e.getMessage());
        }
        synchronized (states) {
            boolean again = states.remove(key) == State.RUNNING_AND_WANTED_AGAIN;
            if (again || !done) {
                states.put(key, State.WAITING);
                schedule(key, done ? delay : RETRY);
            }
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
