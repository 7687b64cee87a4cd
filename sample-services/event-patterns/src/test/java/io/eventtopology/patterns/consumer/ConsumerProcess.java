package io.eventtopology.patterns.consumer;

import com.sun.net.httpserver.HttpServer;
import io.eventtopology.patterns.testing.DaprService;
import io.eventtopology.patterns.testing.DaprService.Wiring;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/** A consumer in a process of its own, which can die between its effect and its answer. */
final class ConsumerProcess {
    private ConsumerProcess() {}

    /** Arguments: database, type, attempts, own port, port of the sidecar, {@code dies} or {@code lives}. */
    public static void main(String[] arguments) throws Exception {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(arguments[0]);
        Wiring wiring = new Wiring("unused", arguments[1], Integer.parseInt(arguments[2]), false);
        boolean dies = arguments[5].equals("dies");
        DeliveryListener listener = new DeliveryListener() {
            @Override
            public void answered(String type, String route, DeliveryResult result, Duration took) {
                if (dies) {
                    // As by SIGKILL: no shutdown hook runs, no answer is written.
                    Runtime.getRuntime().halt(137);
                }
            }
        };
        HttpServer server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[3])), 0);
        DaprService.serve(
                server,
                wiring.environment(Integer.parseInt(arguments[4])),
                database,
                DeliveryFaultsTest::effect,
                listener);
        server.start();
    }
}
