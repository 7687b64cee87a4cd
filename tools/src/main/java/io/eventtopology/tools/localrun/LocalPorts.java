package io.eventtopology.tools.localrun;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Hands out TCP ports of 127.0.0.1, each once. */
final class LocalPorts {
    /** Below the ports that systems give to outgoing connections, and apart from those of brokers and API servers of tests. */
    private static final int FIRST = 12_000;

    private static final int END = 20_000;
    private static final int ATTEMPTS = 1000;

    private final Set<Integer> taken = new HashSet<>();

    /** A port that was free a moment ago and was not given out yet. */
    synchronized int next() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (taken.add(port) && isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No free TCP port between " + FIRST + " and " + END + " on 127.0.0.1");
    }

    /** Takes a port back. */
    synchronized void giveBack(int port) {
        taken.remove(port);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
