package io.eventtopology.tools.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Looks for TCP ports of 127.0.0.1 that nothing uses. */
final class FreePort {
    /** Below the range from which Linux and macOS take ports for outgoing connections: it stays free while we restart. */
    private static final int FIRST = 20_000;

    private static final int END = 32_000;

    private FreePort() {}

    /** A port that was free a moment ago. Another process may take it first: the caller starts again then. */
    static int find() {
        for (int attempt = 0; attempt < 200; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Taken; the next one may be free.
            }
        }
        throw new ControlPlaneException("No free TCP port between " + FIRST + " and " + END + " on 127.0.0.1");
    }
}
