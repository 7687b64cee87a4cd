package io.eventtopology.tools.localrun;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * The stable address of a Service, as kube-proxy gives it one: each connection goes to an app that is ready at that moment, by turns.
 * Without one the connection is closed.
 */
final class ServiceForwarder implements AutoCloseable {
    private static final int CONNECT_MILLISECONDS = 2000;
    private static final int BACKLOG = 128;

    private final ServerSocket listening;
    private final Supplier<List<Integer>> ready;
    private final ExecutorService connections = Executors.newVirtualThreadPerTaskExecutor();
    private int turn;

    /**
     * Listens at once.
     *
     * @param port on 127.0.0.1
     * @param ready ports of apps that are ready now
     */
    ServiceForwarder(int port, Supplier<List<Integer>> ready) {
        this.ready = ready;
        try {
            listening = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on port " + port + " of 127.0.0.1", e);
        }
        connections.execute(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort());
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket caller = listening.accept();
                connections.execute(() -> serve(caller));
            } catch (IOException e) {
                // Closed, or a caller that went away at once.
            }
        }
    }

    private void serve(Socket caller) {
        try (caller;
                Socket app = connect()) {
            var unused = connections.submit(() -> copy(caller, app));
            copy(app, caller);
        } catch (IOException e) {
            // The caller sees a closed connection, as it would from a dead pod.
        }
    }

    private Socket connect() throws IOException {
        List<Integer> ports = ready.get();
        if (ports.isEmpty()) {
            throw new IOException("No app is ready");
        }
        Socket socket = new Socket();
        try {
            socket.connect(
                    new InetSocketAddress(
                            InetAddress.getLoopbackAddress(), ports.get(Math.floorMod(nextTurn(), ports.size()))),
                    CONNECT_MILLISECONDS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private synchronized int nextTurn() {
        return turn++;
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException e) {
            // One side is gone; closing tells the other.
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close port " + listening.getLocalPort(), e);
        } finally {
            connections.shutdownNow();
        }
    }
}
