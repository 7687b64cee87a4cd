package io.eventtopology.tools.kafka;

import io.eventtopology.tools.cache.TemporaryFolder;
import io.eventtopology.tools.port.FreePorts;
import io.eventtopology.tools.secret.RandomPassword;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafka.Kafka;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * A real single-node Kafka broker (KRaft) in a JVM of its own, with this program's Kafka jars. It is up in a few seconds, holds at most 384 MB of
 * heap, listens on free ports of 127.0.0.1 and never outlives this program. Topics are not created by themselves.
 *
 * <p>{@link #plain} speaks plain text to everybody. {@link #secured} knows nobody but its administrator (SASL_SSL with SCRAM-SHA-512, or a
 * certificate) and denies what no ACL allows.
 */
public final class KafkaBroker implements AutoCloseable {
    static final String ADMIN = "admin";
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final int LOG_LINES = 30;

    private final Path directory;
    private final boolean temporary;
    private final BrokerConfiguration configuration;
    private final String adminPassword;
    private final Thread closeAtExit = new Thread(this::shutDown, "kafka-broker-close");
    private @Nullable Process process;

    private KafkaBroker(Path directory, boolean temporary, boolean secured) throws IOException, InterruptedException {
        this.directory = directory;
        this.temporary = temporary;
        this.adminPassword = RandomPassword.next();
        List<Integer> ports = FreePorts.find(3);
        this.configuration = new BrokerConfiguration(
                directory.resolve("data").toString(),
                ports.get(0),
                ports.get(1),
                ports.get(2),
                secured ? BrokerCertificates.create(directory, RandomPassword.next()) : null);
    }

    /** A running broker without security whose data lie in a temporary folder that {@link #close} removes. */
    public static KafkaBroker plain() {
        return create(null, false);
    }

    /** A running broker without security whose data and log lie in {@code directory}, which must be empty or absent and is kept. */
    public static KafkaBroker plain(Path directory) {
        return create(directory, false);
    }

    /** A running broker with TLS, SCRAM-SHA-512 and ACLs whose data lie in a temporary folder that {@link #close} removes. */
    public static KafkaBroker secured() {
        return create(null, true);
    }

    /** A running broker with TLS, SCRAM-SHA-512 and ACLs whose data and log lie in {@code directory}, which must be empty or absent and is kept. */
    public static KafkaBroker secured(Path directory) {
        return create(directory, true);
    }

    private static KafkaBroker create(@Nullable Path given, boolean secured) {
        try {
            KafkaBroker broker = new KafkaBroker(prepare(given), given == null, secured);
            broker.configure();
            Runtime.getRuntime().addShutdownHook(broker.closeAtExit);
            try {
                broker.start();
            } catch (RuntimeException e) {
                broker.close();
                throw e;
            }
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The Kafka broker's folder " + (given == null ? System.getProperty("java.io.tmpdir") : given)
                            + " cannot be used",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the Kafka broker was prepared", e);
        }
    }

    private static Path prepare(@Nullable Path given) throws IOException {
        if (given == null) {
            return TemporaryFolder.create("kafka-broker-");
        }
        Path directory = Files.createDirectories(given.toAbsolutePath());
        try (Stream<Path> entries = Files.list(directory)) {
            if (entries.findAny().isPresent()) {
                throw new IllegalArgumentException(
                        "The Kafka broker's folder " + directory + " is not empty: name an empty or absent one");
            }
        }
        return directory;
    }

    private void configure() throws IOException {
        Path properties = Files.createFile(propertiesFile());
        if (Files.getFileStore(properties).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(properties, PosixFilePermissions.fromString("rw-------"));
        }
        try (Writer writer = Files.newBufferedWriter(properties)) {
            configuration.toProperties().store(writer, null);
        }
        Files.writeString(directory.resolve("logback.xml"), """
                <configuration>
                  <appender name="STDOUT" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%d %-5level %logger{30} %msg%n</pattern></encoder>
                  </appender>
                  <root level="INFO"><appender-ref ref="STDOUT"/></root>
                </configuration>
                """);
    }

    /**
     * Starts the broker again after {@link #stop} or {@link #kill}, with the same ports and data, and waits until it answers.
     *
     * @throws IllegalStateException when it ends or does not answer within 90 s; the message ends with the last lines of its log
     */
    public synchronized void start() {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException("The Kafka broker at " + bootstrapServers() + " is already running");
        }
        try {
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx384m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+ExitOnOutOfMemoryError",
                            "-Dlogback.configurationFile=" + directory.resolve("logback.xml"),
                            "-cp",
                            classPath(),
                            BrokerProcess.class.getName(),
                            propertiesFile().toString(),
                            configuration.dataDirectory())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
            if (configuration.certificates() != null) {
                builder.environment().put(BrokerProcess.ADMIN_PASSWORD, adminPassword);
            }
            Process started = builder.start();
            process = started;
            awaitAnswer(started);
        } catch (IOException e) {
            throw new UncheckedIOException("The Kafka broker's JVM cannot be started", e);
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the Kafka broker started", e);
        }
    }

    private void awaitAnswer(Process started) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        // A port opens only when the broker serves; asking earlier would fill the caller's log with failed connections.
        while (!accepts(configuration.clientPort())) {
            if (!started.isAlive()) {
                throw new IllegalStateException("The Kafka broker ended with code " + started.exitValue()
                        + " while it started; its last log lines:\n" + lastLogLines());
            }
            if (System.nanoTime() > deadline) {
                started.destroyForcibly();
                throw new IllegalStateException("The Kafka broker did not open port " + configuration.clientPort()
                        + " within " + START_LIMIT.toSeconds() + " s; its last log lines:\n" + lastLogLines());
            }
            Thread.sleep(50);
        }
        try (Admin admin = Admin.create(adminProperties())) {
            admin.describeCluster().nodes().get();
        } catch (ExecutionException e) {
            started.destroyForcibly();
            throw new IllegalStateException(
                    "The Kafka broker does not answer; its last log lines:\n" + lastLogLines(), e.getCause());
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Stops the broker in order (SIGTERM) and waits; after 20 s it is killed. Its data stay. */
    public synchronized void stop() {
        end(false);
    }

    /** Kills the broker (SIGKILL), as a lost machine would, and waits until it is gone. Its data stay. */
    public synchronized void kill() {
        end(true);
    }

    private void end(boolean atOnce) {
        Process running = process;
        if (running == null) {
            return;
        }
        try {
            if (!atOnce) {
                running.destroy();
            }
            if (atOnce || !running.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                running.destroyForcibly().waitFor();
            }
            process = null;
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the broker's process runs. */
    public synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Kills the broker and removes its folder when that is a temporary one. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(closeAtExit);
        } catch (IllegalStateException e) {
            // The program is ending: the hook does the same.
            return;
        }
        shutDown();
    }

    private synchronized void shutDown() {
        kill();
        if (temporary) {
            TemporaryFolder.delete(directory);
        }
    }

    /** Address for clients, {@code host:port}: plain text, or SASL_SSL with SCRAM-SHA-512 when secured. */
    public String bootstrapServers() {
        return "127.0.0.1:" + configuration.clientPort();
    }

    /** Address for clients with a certificate, {@code host:port}; secured brokers only. */
    public String tlsBootstrapServers() {
        certificates();
        return "127.0.0.1:" + configuration.tlsPort();
    }

    /** Client properties with which an admin client, a producer or a consumer connects as the administrator. */
    public Map<String, Object> adminProperties() {
        return configuration.certificates() == null
                ? Map.of("bootstrap.servers", bootstrapServers())
                : userProperties(ADMIN, adminPassword);
    }

    /** Client properties with which {@code user} connects by SASL_SSL and SCRAM-SHA-512; secured brokers only. */
    public Map<String, Object> userProperties(String user, String password) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("bootstrap.servers", bootstrapServers());
        properties.put("security.protocol", "SASL_SSL");
        properties.put("sasl.mechanism", "SCRAM-SHA-512");
        properties.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=" + quoted(user)
                        + " password=" + quoted(password) + ";");
        properties.put("ssl.truststore.type", "PEM");
        properties.put("ssl.truststore.certificates", caCertificatePem());
        return properties;
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Certificate of the authority that signed the broker's certificate, PEM; secured brokers only. */
    public String caCertificatePem() {
        return certificates().ca();
    }

    /** Certificate chain of the administrator for {@link #tlsBootstrapServers}, PEM; secured brokers only. */
    public String adminCertificatePem() {
        return certificates().adminChain();
    }

    /** Private key of the administrator for {@link #tlsBootstrapServers}, unencrypted PKCS#8 PEM; secured brokers only. */
    public String adminKeyPem() {
        return certificates().adminKey();
    }

    /** Name of the administrator, a super user. */
    public String adminUser() {
        return ADMIN;
    }

    /** Generated password of the administrator; secured brokers only. */
    public String adminPassword() {
        certificates();
        return adminPassword;
    }

    /** The broker's log. */
    public Path logFile() {
        return directory.resolve("broker.log");
    }

    private Path propertiesFile() {
        return directory.resolve("server.properties");
    }

    private BrokerCertificates certificates() {
        BrokerCertificates certificates = configuration.certificates();
        if (certificates == null) {
            throw new IllegalStateException("The Kafka broker at " + bootstrapServers()
                    + " has neither users nor certificates: start it with KafkaBroker.secured()");
        }
        return certificates;
    }

    private String lastLogLines() throws IOException {
        List<String> lines = Files.readAllLines(logFile());
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    }

    /**
     * The place of this class and the jars of this program's class path, where surefire too keeps the real one. The program's own classes and
     * resources (its logging configuration above all) stay out.
     */
    private static String classPath() {
        List<Path> jars = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> entry.endsWith(".jar"))
                .map(entry -> Path.of(entry).toAbsolutePath().normalize())
                .toList();
        if (!jars.contains(locationOf(Kafka.class))) {
            throw new IllegalStateException("Kafka's jars are not on the class path that this JVM was started with"
                    + " (java.class.path): start it with java -cp, not inside another program such as mvn exec:java");
        }
        return Stream.concat(Stream.of(locationOf(KafkaBroker.class)), jars.stream())
                .distinct()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path locationOf(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    @Override
    public String toString() {
        return "KafkaBroker[" + bootstrapServers() + (configuration.certificates() == null ? ", plain]" : ", secured]");
    }
}
