package io.eventtopology.tools.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/**
 * Main class of the broker's own JVM. It formats the storage when that is new, runs Kafka's own main class, and ends at once when its standard
 * input does: the parent holds the other end of that pipe and the kernel closes it however the parent dies, so a broker never outlives the
 * program that started it.
 */
final class BrokerProcess {
    /** Environment variable with the administrator's password; absent for a plain broker. No command line ever shows it. */
    static final String ADMIN_PASSWORD = "KAFKA_ADMIN_PASSWORD";

    private BrokerProcess() {}

    /**
     * Runs the broker until it is told to stop.
     *
     * @param args the broker's properties file and its data directory
     */
    public static void main(String[] args) {
        Thread.ofPlatform().daemon().name("parent-guard").start(() -> haltAtEndOf(System.in));
        if (!Files.exists(Path.of(args[1], "meta.properties"))) {
            format(args[0]);
        }
        Kafka.main(new String[] {args[0]});
    }

    private static void format(String propertiesFile) {
        List<String> command = new ArrayList<>(List.of(
                "format",
                "--config",
                propertiesFile,
                "--cluster-id",
                Uuid.randomUuid().toString()));
        String password = System.getenv(ADMIN_PASSWORD);
        if (password != null) {
            command.addAll(
                    List.of("--add-scram", "SCRAM-SHA-512=[name=" + KafkaBroker.ADMIN + ",password=" + password + "]"));
        }
        int code = StorageTool.execute(command.toArray(String[]::new), System.out);
        if (code != 0) {
            Runtime.getRuntime().halt(code);
        }
    }

    private static void haltAtEndOf(InputStream parent) {
        try {
            parent.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // A broken pipe says the same as its end: the parent is gone.
        }
        Runtime.getRuntime().halt(143);
    }
}
