package io.eventtopology.tools.proxy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Decides for all open watches which frame may pass when. */
final class WatchDesk {
    private record FrameDrop(Fault fault, Predicate<WatchFrame> when) {}

    // A lock, not synchronized: waiting in a monitor would pin the carrier thread on JDK 21.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<WatchStream> streams = new ArrayList<>();
    private final List<Predicate<ProxiedRequest>> hangs = new ArrayList<>();
    private final List<Predicate<WatchFrame>> holds = new ArrayList<>();
    private final List<FrameDrop> drops = new ArrayList<>();

    WatchStream open(ProxiedRequest request) {
        WatchStream stream = new WatchStream(request);
        change(() -> streams.add(stream));
        return stream;
    }

    void closed(WatchStream stream) {
        change(() -> streams.remove(stream));
    }

    void arrived(WatchStream stream, WatchFrame frame) {
        change(() -> {
            drops.removeIf(drop -> drop.fault.isSpent());
            boolean dropped = drops.stream().anyMatch(drop -> drop.when.test(frame) && drop.fault.strike());
            if (!dropped) {
                stream.waiting.add(frame);
            }
        });
    }

    /** The client left; nobody needs its frames any more. */
    void abandoned(WatchStream stream) {
        change(() -> {
            stream.waiting.clear();
            if (stream.end == null) {
                stream.end = new WatchStream.End(null);
            }
        });
    }

    void upstreamEnded(WatchStream stream) {
        change(() -> stream.upstreamEnded = true);
    }

    /** Waits until the stream's client may get something. */
    WatchStream.Step next(WatchStream stream) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                if (stream.end != null) {
                    return stream.end;
                }
                if (hangs.stream().noneMatch(hang -> hang.test(stream.request))) {
                    WatchFrame frame = pollPassing(stream);
                    if (frame != null) {
                        return new WatchStream.Deliver(frame);
                    }
                    if (stream.upstreamEnded && stream.waiting.isEmpty()) {
                        return new WatchStream.End(null);
                    }
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable WatchFrame pollPassing(WatchStream stream) {
        for (Iterator<WatchFrame> frames = stream.waiting.iterator(); frames.hasNext(); ) {
            WatchFrame frame = frames.next();
            if (holds.stream().noneMatch(hold -> hold.test(frame))) {
                frames.remove();
                return frame;
            }
        }
        return null;
    }

    int end(Predicate<ProxiedRequest> which, @Nullable StatusReply error) {
        int[] ended = {0};
        change(() -> streams.stream()
                .filter(stream -> stream.end == null && which.test(stream.request))
                .forEach(stream -> {
                    stream.end = new WatchStream.End(error);
                    ended[0]++;
                }));
        return ended[0];
    }

    void hang(Predicate<ProxiedRequest> which) {
        change(() -> hangs.add(which));
    }

    void releaseHangs() {
        change(hangs::clear);
    }

    void hold(Predicate<WatchFrame> which) {
        change(() -> holds.add(which));
    }

    void releaseHolds() {
        change(holds::clear);
    }

    int discardHeld() {
        int[] discarded = {0};
        change(() -> {
            for (WatchStream stream : streams) {
                int before = stream.waiting.size();
                stream.waiting.removeIf(frame -> holds.stream().anyMatch(hold -> hold.test(frame)));
                discarded[0] += before - stream.waiting.size();
            }
            holds.clear();
        });
        return discarded[0];
    }

    Fault drop(int times, Predicate<WatchFrame> which) {
        Fault fault = new Fault(times);
        change(() -> drops.add(new FrameDrop(fault, which)));
        return fault;
    }

    int count(Predicate<ProxiedRequest> which) {
        lock.lock();
        try {
            return (int) streams.stream()
                    .filter(stream -> stream.end == null && which.test(stream.request))
                    .count();
        } finally {
            lock.unlock();
        }
    }

    int countHeld() {
        lock.lock();
        try {
            return streams.stream().mapToInt(stream -> stream.waiting.size()).sum();
        } finally {
            lock.unlock();
        }
    }

    void heal() {
        change(() -> {
            hangs.clear();
            holds.clear();
            drops.forEach(drop -> drop.fault.cancel());
            drops.clear();
        });
    }

    private void change(Runnable mutation) {
        lock.lock();
        try {
            mutation.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
