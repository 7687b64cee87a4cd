package io.eventtopology.tools.localrun;

import io.eventtopology.tools.port.FreePorts;
import java.util.HashSet;
import java.util.Set;

/** Hands out TCP ports of 127.0.0.1, each to one owner at a time. */
final class LocalPorts {
    private final Set<Integer> taken = new HashSet<>();

    /** A port that was free a moment ago and belongs to nobody here. */
    synchronized int next() {
        int port = FreePorts.findOne();
        while (!taken.add(port)) {
            port = FreePorts.findOne();
        }
        return port;
    }

    /** Takes a port back. */
    synchronized void giveBack(int port) {
        taken.remove(port);
    }
}
