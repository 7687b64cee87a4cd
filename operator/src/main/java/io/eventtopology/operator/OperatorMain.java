package io.eventtopology.operator;

import io.eventtopology.operator.config.ConfigurationException;
import io.eventtopology.operator.config.OperatorConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;

/**
 * Runs the operator in a pod. Environment: {@code OPERATOR_CONFIG} names the configuration file, {@code OPERATOR_NAMESPACE} the
 * namespace of the operator. Exits with 2 when the configuration is wrong.
 */
public final class OperatorMain {
    private OperatorMain() {}

    /** Starts and runs until the process is told to end. */
    public static void main(String[] args) throws InterruptedException {
        OperatorConfiguration configuration;
        try {
            String file = System.getenv("OPERATOR_CONFIG");
            configuration = file == null ? OperatorConfiguration.parse("") : OperatorConfiguration.read(Path.of(file));
        } catch (ConfigurationException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        CountDownLatch end = new CountDownLatch(1);
        try (KubernetesClient client = new KubernetesClientBuilder().build();
                OperatorRuntime runtime = OperatorRuntime.start(
                        client, configuration, namespace(client), identity(), Clock.systemUTC())) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                runtime.close();
                end.countDown();
            }));
            end.await();
        }
    }

    private static String namespace(KubernetesClient client) {
        String named = System.getenv("OPERATOR_NAMESPACE");
        if (named != null && !named.isBlank()) {
            return named;
        }
        String own = client.getNamespace();
        return own == null ? "event-topology-system" : own;
    }

    private static String identity() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "operator-" + ProcessHandle.current().pid();
        }
    }
}
