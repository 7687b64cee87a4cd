package io.eventtopology.tools.port;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports on the loopback interface. They lie below the range that Linux hands to outgoing connections (32768 and up), so that no client takes
 * one while a server is down between two starts.
 */
public final class FreePorts {
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;

    private FreePorts() {}

    /**
     * Different ports that were free a moment ago. Another process may take one first.
     *
     * @throws IllegalStateException if there are none
     */
    public static List<Integer> find(int count) {
        Set<Integer> ports = new LinkedHashSet<>();
        for (int attempt = 0; ports.size() < count; attempt++) {
            if (attempt == 1_000) {
                throw new IllegalStateException("No free TCP port of 127.0.0.1 between " + FIRST + " and " + LAST
                        + " after 1000 attempts: end the programs that hold them");
            }
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (isFree(port)) {
                ports.add(port);
            }
        }
        return List.copyOf(ports);
    }

    /** One of {@link #find}. */
    public static int findOne() {
        return find(1).getFirst();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
