package io.eventtopology.tools.broker;

import io.eventtopology.tools.cache.TemporaryFolder;
import io.eventtopology.tools.port.FreePorts;
import io.eventtopology.tools.process.ChildProcess;
import io.eventtopology.tools.process.RestartableProcess;
import io.eventtopology.tools.secret.RandomPassword;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A real Redis server on a free port of 127.0.0.1 that asks for a password, writes each change to its append-only file and
 * never outlives this JVM. After {@link #stop} or {@link #kill} it can be started again with the same port and data.
 */
public final class RedisServer implements AutoCloseable {
    private final Path folder = TemporaryFolder.create("redis-server-");
    private final int port = FreePorts.findOne();
    private final String password = RandomPassword.next();
    private final Installation installation;
    private final RestartableProcess server = BrokerProcess.of("Redis", this::launch, this::answers);

    private RedisServer(Installation installation) {
        this.installation = installation;
    }

    /**
     * A running server whose data lie in a temporary folder, which {@link #close} removes. On Debian without Redis its
     * package is downloaded the first time.
     *
     * @throws BrokerUnavailableException if this machine has no Redis and it cannot be had
     * @throws BrokerFailedException if it does not start
     */
    public static RedisServer create() {
        RedisServer redis = new RedisServer(
                Installation.of("Redis", "redis-server", "usr/bin/redis-server", DebianPackages::ofThisMachine));
        // In a file, so that no list of processes shows the password.
        BrokerFolder.write(
                redis.folder.resolve("redis.conf"), """
                bind 127.0.0.1
                port %d
                dir "%s"
                requirepass %s
                appendonly yes
                """.formatted(redis.port, redis.folder, redis.password), false);
        try {
            redis.start();
            return redis;
        } catch (BrokerFailedException e) {
            redis.close();
            throw e;
        }
    }

    private ChildProcess launch() {
        return ChildProcess.start(
                "redis-server",
                List.of(
                        installation.program().toString(),
                        folder.resolve("redis.conf").toString()),
                installation.environment(),
                folder,
                log());
    }

    /** A server that still reads its data refuses the second command. */
    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write(("AUTH " + password + "\r\nPING\r\nQUIT\r\n").getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.startsWith("+OK\r\n+PONG\r\n");
        } catch (IOException e) {
            return false;
        }
    }

    /** Address for clients, {@code 127.0.0.1:<port>}: Dapr's {@code redisHost}. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** The password: Dapr's {@code redisPassword}. There is no user name. */
    public String password() {
        return password;
    }

    /** Its log, of all its starts. */
    public Path log() {
        return folder.resolve("redis.log");
    }

    /** Starts it again, with the same port and data, and waits until it answers. */
    public void start() {
        server.start();
    }

    /** Stops it in order and waits. */
    public void stop() {
        server.stop();
    }

    /** Kills it (SIGKILL), as a lost machine would, and waits until it is gone. */
    public void kill() {
        server.kill();
    }

    /** Whether its process runs. */
    public boolean isRunning() {
        return server.isRunning();
    }

    /** Kills it and removes its data. */
    @Override
    public void close() {
        server.kill();
        if (Files.exists(folder)) {
            TemporaryFolder.delete(folder);
        }
    }

    @Override
    public String toString() {
        return "RedisServer[" + address() + "]";
    }
}
