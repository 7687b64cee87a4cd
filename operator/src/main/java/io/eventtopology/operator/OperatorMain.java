package io.eventtopology.operator;

import io.eventtopology.operator.config.ConfigurationException;
import io.eventtopology.operator.config.OperatorConfiguration;
import io.eventtopology.operator.connection.ApiConnection;
import io.fabric8.kubernetes.client.Config;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the operator in a pod. Environment: {@code OPERATOR_CONFIG} names the configuration file, {@code OPERATOR_NAMESPACE} the
 * namespace of the operator. Exits with 2 when the configuration is wrong, with 1 when it cannot start or lost its Lease.
 */
public final class OperatorMain {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorMain.class);

    private OperatorMain() {}

    /** Starts and runs until the process is told to end. */
    public static void main(String[] args) throws InterruptedException {
        // Seconds. API servers close idle connections to webhooks after 90 (client-go's transport): closing earlier
        // here would
        // meet a request that is on its way. Nobody may take longer than the other two for a request or an answer.
        System.setProperty("sun.net.httpserver.idleInterval", "120");
        System.setProperty("sun.net.httpserver.maxReqTime", "30");
        System.setProperty("sun.net.httpserver.maxRspTime", "30");
        OperatorConfiguration configuration;
        try {
            String file = System.getenv("OPERATOR_CONFIG");
            configuration = file == null ? OperatorConfiguration.parse("") : OperatorConfiguration.read(Path.of(file));
        } catch (ConfigurationException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        try {
            run(configuration);
        } catch (RuntimeException e) {
            LOG.error("The operator cannot start", e);
            System.exit(1);
        }
        new CountDownLatch(1).await();
    }

    private static void run(OperatorConfiguration configuration) {
        ApiConnection connection = ApiConnection.of(Config.autoConfigure(null));
        OperatorRuntime runtime = OperatorRuntime.start(
                connection,
                configuration,
                namespace(connection),
                identity(),
                Clock.systemUTC(),
                // At once: whatever is half done is the new leader's now.
                () -> Runtime.getRuntime().halt(1));
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            runtime.close();
                            connection.close();
                        },
                        "shutdown"));
    }

    private static String namespace(ApiConnection connection) {
        String named = System.getenv("OPERATOR_NAMESPACE");
        if (named != null && !named.isBlank()) {
            return named;
        }
        String own = connection.client().getNamespace();
        return own == null ? "event-topology-system" : own;
    }

    /** The host's name for people, and something that no other replica has, should two share a host. */
    private static String identity() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "operator";
        }
        return host + "_" + UUID.randomUUID();
    }
}
