package io.eventtopology.tools.proxy;

import java.io.IOException;

/** How a watch reaches its client. */
interface WatchSink {
    /** Sends one frame at once. */
    void send(String json) throws IOException;

    /** Ends the watch in order, as the API server does when its time is over. */
    void end() throws IOException;

    /** Reads until the client leaves; returns when it has, or fails. */
    void awaitDeparture() throws IOException;
}
