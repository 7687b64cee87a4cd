package io.eventtopology.tools.port;

import io.eventtopology.tools.cache.CacheFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Free ports on the loopback interface. They lie below the range that Linux hands to outgoing connections (32768 and up), so that no client takes
 * one while a server is down between two starts; and no other process of this user that asks here gets one while this JVM lives.
 */
public final class FreePorts {
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;

    /** One for all of this JVM: closing one would give back what another has taken. */
    private static @Nullable PortReservations taken;

    private FreePorts() {}

    private static synchronized PortReservations taken() {
        if (taken == null) {
            taken = PortReservations.in(CacheFolder.of(System.getenv()).root().resolve("ports.lock"));
        }
        return taken;
    }

    /**
     * Different ports that were free a moment ago, kept for this JVM. A program that does not ask here may take one first.
     *
     * @throws IllegalStateException if there are none
     */
    public static List<Integer> find(int count) {
        List<Integer> ports = new ArrayList<>();
        for (int attempt = 0; ports.size() < count; attempt++) {
            if (attempt == 1_000) {
                throw new IllegalStateException("No free TCP port of 127.0.0.1 between " + FIRST + " and " + LAST
                        + " after 1000 attempts: end the programs that hold them");
            }
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (isFree(port) && taken().take(port)) {
                ports.add(port);
            }
        }
        return List.copyOf(ports);
    }

    /** One of {@link #find}. */
    public static int findOne() {
        return find(1).getFirst();
    }

    /** Lets others have a port that nobody here uses any more. */
    public static void giveBack(int port) {
        taken().giveBack(port);
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
