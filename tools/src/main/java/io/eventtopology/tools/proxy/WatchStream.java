package io.eventtopology.tools.proxy;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One open watch: frames that came from the API server and did not go to the client yet. Guarded by {@link WatchDesk}. */
final class WatchStream {
    /** What the client gets next. */
    sealed interface Step {}

    record Deliver(WatchFrame frame) implements Step {}

    record End(@Nullable StatusReply error) implements Step {}

    final ProxiedRequest request;
    final Deque<WatchFrame> waiting = new ArrayDeque<>();
    boolean upstreamEnded;

    @Nullable
    End end;

    WatchStream(ProxiedRequest request) {
        this.request = request;
    }
}
