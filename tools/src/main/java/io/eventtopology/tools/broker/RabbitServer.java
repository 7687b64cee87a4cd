package io.eventtopology.tools.broker;

import io.eventtopology.tools.cache.TemporaryFolder;
import io.eventtopology.tools.port.FreePorts;
import io.eventtopology.tools.process.ChildProcess;
import io.eventtopology.tools.process.RestartableProcess;
import io.eventtopology.tools.secret.RandomPassword;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A real RabbitMQ server with one user on a free port of 127.0.0.1, without plugins, up in some seconds, that never
 * outlives this JVM. After {@link #stop} or {@link #kill} it can be started again with the same port and data. It runs
 * under any user, root too.
 */
public final class RabbitServer implements AutoCloseable {
    /** Debian's program on PATH gives up root's rights, and with them this server's folder; this is the one behind it. */
    private static final Path DEBIANS_OWN = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");

    private static final String USER = "events";

    private final Path folder = TemporaryFolder.create("rabbit-server-");
    private final List<Integer> ports = FreePorts.find(3);
    private final String password = RandomPassword.next();
    private final Installation installation;
    private final RestartableProcess server = BrokerProcess.of("RabbitMQ", this::launch, this::answers);
    private @Nullable ChildProcess portMapper;

    private RabbitServer(Installation installation) {
        this.installation = installation;
    }

    /**
     * A running server whose data lie in a temporary folder, which {@link #close} removes. On Debian without RabbitMQ its
     * package and Erlang's are downloaded the first time.
     *
     * @throws BrokerUnavailableException if this machine has no RabbitMQ and it cannot be had
     * @throws BrokerFailedException if it does not start
     */
    public static RabbitServer create() {
        Installation found = Installation.of(
                "RabbitMQ", "rabbitmq-server", DEBIANS_OWN.toString().substring(1), DebianPackages::ofThisMachine);
        boolean ofDebian = found.root().isEmpty() && Files.isExecutable(DEBIANS_OWN);
        RabbitServer rabbit = new RabbitServer(ofDebian ? new Installation(found.root(), DEBIANS_OWN) : found);
        try {
            rabbit.configure();
            rabbit.start();
            return rabbit;
        } catch (BrokerFailedException | BrokerUnavailableException e) {
            rabbit.close();
            throw e;
        }
    }

    private void configure() {
        BrokerFolder.write(folder.resolve("rabbitmq.conf"), """
                listeners.tcp.1 = 127.0.0.1:%d
                log.console = true
                log.file = false
                default_user = %s
                default_pass = %s
                """.formatted(ports.get(0), USER, password), false);
        BrokerFolder.write(folder.resolve("plugins"), "[].\n", false);
        // Erlang looks for its cookie, a secret among nodes, in the home folder, and makes one without it.
        BrokerFolder.write(folder.resolve("home/.erlang.cookie"), RandomPassword.next(), false);
        installation.root().ifPresent(root -> {
            Path erlang = root.resolve("usr/lib/erlang");
            // Debian's erl knows only the folder into which Erlang is installed.
            BrokerFolder.write(folder.resolve("bin/erl"), """
                    #!/bin/sh
                    export ROOTDIR='%s' BINDIR='%s/bin' EMU=beam PROGNAME=erl
                    exec "$BINDIR/erlexec" "$@"
                    """.formatted(erlang, runtimeSystem(erlang)), true);
        });
    }

    private static Path runtimeSystem(Path erlang) {
        return Installation.entries(erlang)
                .filter(entry -> entry.getFileName().toString().startsWith("erts-"))
                .findFirst()
                .orElseThrow(() -> new BrokerUnavailableException("There is no Erlang in " + erlang
                        + ": delete the folder above it so that it is downloaded again"));
    }

    private ChildProcess launch() {
        Map<String, String> environment = environment();
        stopPortMapper();
        // RabbitMQ would start one by itself, for the whole machine, and leave it behind.
        portMapper = ChildProcess.start("epmd", List.of(epmd()), environment, folder, folder.resolve("epmd.log"));
        return ChildProcess.start(
                "rabbitmq-server", List.of(installation.program().toString()), environment, folder, log());
    }

    private String epmd() {
        return installation
                .root()
                .map(root -> root.resolve("usr/bin/epmd"))
                .or(() -> Installation.onPath("epmd"))
                .orElseThrow(
                        () -> new BrokerUnavailableException(
                                "RabbitMQ is on PATH, but Erlang's epmd is not: put the folder that holds erl and epmd on PATH"))
                .toString();
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(installation.environment());
        environment.put("HOME", folder.resolve("home").toString());
        environment.put(
                "PATH",
                folder.resolve("bin") + File.pathSeparator + System.getenv().getOrDefault("PATH", ""));
        environment.put("ERL_EPMD_PORT", Integer.toString(ports.get(1)));
        environment.put("ERL_EPMD_ADDRESS", "127.0.0.1");
        environment.put("RABBITMQ_NODENAME", "rabbit@localhost");
        environment.put("RABBITMQ_DIST_PORT", Integer.toString(ports.get(2)));
        environment.put("RABBITMQ_MNESIA_BASE", folder.resolve("data").toString());
        environment.put("RABBITMQ_LOG_BASE", folder.resolve("log").toString());
        environment.put("RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq.conf").toString());
        environment.put(
                "RABBITMQ_ENABLED_PLUGINS_FILE", folder.resolve("plugins").toString());
        environment.put("RABBITMQ_CONF_ENV_FILE", folder.resolve("none").toString());
        // Two schedulers that sleep when idle, and the port for other nodes on 127.0.0.1 only.
        environment.put(
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "+S 2:2 +sbwt none -kernel inet_dist_use_interface {127,0,0,1}");
        // The script then becomes the server, instead of a parent that could be killed without it.
        environment.put("RUNNING_UNDER_SYSTEMD", "true");
        return environment;
    }

    /** The port is opened when all else is ready. */
    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(0)), 1_000);
            socket.setSoTimeout(5_000);
            // AMQP 0-9-1: the client's greeting; the server answers with a method frame, whose first octet is 1.
            socket.getOutputStream().write("AMQP\0\0\u0009\u0001".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() == 1;
        } catch (IOException e) {
            return false;
        }
    }

    /** Address with user and password for clients, {@code amqp://...}: Dapr's {@code connectionString}. */
    public String connectionString() {
        return "amqp://" + USER + ":" + password + "@127.0.0.1:" + ports.get(0);
    }

    /** Its log, of all its starts. */
    public Path log() {
        return folder.resolve("rabbitmq.log");
    }

    /** Starts it again, with the same port and data, and waits until it answers. */
    public void start() {
        server.start();
    }

    /** Stops it in order and waits. */
    public void stop() {
        server.stop();
        stopPortMapper();
    }

    /** Kills it (SIGKILL), as a lost machine would, and waits until it is gone. */
    public void kill() {
        server.kill();
        stopPortMapper();
    }

    private void stopPortMapper() {
        ChildProcess running = portMapper;
        if (running != null) {
            running.close();
            portMapper = null;
        }
    }

    /** Whether its process runs. */
    public boolean isRunning() {
        return server.isRunning();
    }

    /** Kills it and removes its data. */
    @Override
    public void close() {
        kill();
        if (Files.exists(folder)) {
            TemporaryFolder.delete(folder);
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "RabbitServer[127.0.0.1:" + ports.get(0) + "]";
    }
}
