package io.eventtopology.tools.dapr;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a sidecar is to run, made by {@link DaprSidecar#of} and ended by {@link #start}. Each method changes this object and
 * returns it. What is not said is Dapr's default.
 */
public final class SidecarSettings {
    /** Dapr's default, which a sidecar that stops gives to the requests under way. */
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(5);

    private final String appId;
    private final Path folder;
    private final List<Path> resources = new ArrayList<>();
    private final List<Path> configurations = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private SidecarPorts ports = SidecarPorts.free();
    private String namespace = "default";
    private Duration gracefulShutdown = DEFAULT_GRACE;
    private Duration blockShutdown = Duration.ZERO;
    private int appPort;
    private int appMaxConcurrency;
    private @Nullable AppHealth appHealth;
    private Path names;
    private @Nullable DaprSentry sentry;
    private String logLevel = "info";
    private String publicAddress = "127.0.0.1";

    SidecarSettings(String appId, Path folder) {
        this.appId = appId;
        this.folder = folder.toAbsolutePath();
        this.names = this.folder.resolve("names.db");
    }

    /** The port of 127.0.0.1 on which the app serves HTTP. Without it nothing is delivered to the app. */
    public SidecarSettings appPort(int port) {
        appPort = port;
        return this;
    }

    /** Ports to use, when the app must know them before the sidecar starts; otherwise free ones are found. */
    public SidecarSettings ports(SidecarPorts given) {
        ports = given;
        return this;
    }

    /** A folder with Components, Subscriptions and Resiliencies; may be called for several. */
    public SidecarSettings resources(Path resourcesFolder) {
        resources.add(resourcesFolder);
        return this;
    }

    /** A file with a Configuration; of several, what comes later wins. */
    public SidecarSettings configuration(Path file) {
        configurations.add(file);
        return this;
    }

    /** The namespace the app is in; resources of other namespaces are passed over. {@code default} without it. */
    public SidecarSettings namespace(String name) {
        namespace = name;
        return this;
    }

    /**
     * The SQLite file through which sidecars find each other by app id; made by the first. One file for all sidecars that
     * call each other. It knows no namespaces. Without it the sidecar has a file of its own: Dapr's default, mDNS, would
     * speak to the whole network.
     */
    public SidecarSettings names(Path databaseFile) {
        names = databaseFile.toAbsolutePath();
        return this;
    }

    /** At most this many requests and events in the app at a time. */
    public SidecarSettings appMaxConcurrency(int limit) {
        appMaxConcurrency = limit;
        return this;
    }

    /** Asks the app whether it is well. */
    public SidecarSettings appHealth(AppHealth check) {
        appHealth = check;
        return this;
    }

    /** Time that a stopping sidecar gives to what is under way; whole seconds, 5 without it. */
    public SidecarSettings gracefulShutdown(Duration limit) {
        gracefulShutdown = limit;
        return this;
    }

    /** Keeps serving the app after SIGTERM for this time, or until the app is unwell; new events are not taken. */
    public SidecarSettings blockShutdown(Duration limit) {
        blockShutdown = limit;
        return this;
    }

    /** Gives the sidecar an identity and mutual TLS with other sidecars, so that access control holds. */
    public SidecarSettings mutualTls(DaprSentry authority) {
        sentry = authority;
        return this;
    }

    /** The address on which the public port listens; 127.0.0.1 without it. */
    public SidecarSettings publicAddress(String address) {
        publicAddress = address;
        return this;
    }

    /** An environment variable of the sidecar. */
    public SidecarSettings environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** {@code debug}, {@code info}, {@code warn} or {@code error}. */
    public SidecarSettings logLevel(String level) {
        logLevel = level;
        return this;
    }

    /**
     * Starts the sidecar and waits until it serves the app. Finding daprd may take minutes the first time.
     *
     * @throws DaprException if it ends or does not serve within 60 s
     * @throws IllegalArgumentException if a folder or file that was named does not exist
     */
    public DaprSidecar start() {
        for (Path path : resources) {
            require(Files.isDirectory(path), "folder of resources", path);
        }
        for (Path path : configurations) {
            require(Files.isRegularFile(path), "configuration", path);
        }
        DaprSidecar sidecar = new DaprSidecar(this);
        sidecar.start();
        return sidecar;
    }

    private void require(boolean exists, String what, Path path) {
        if (!exists) {
            throw new IllegalArgumentException(
                    "The " + what + " for the sidecar of " + appId + " does not exist: " + path.toAbsolutePath());
        }
    }

    String appId() {
        return appId;
    }

    Path folder() {
        return folder;
    }

    SidecarPorts ports() {
        return ports;
    }

    /** The longest time an orderly stop takes, if all goes well. */
    Duration stopLimit() {
        return gracefulShutdown.plus(blockShutdown).plusSeconds(10);
    }

    Path names() {
        return names;
    }

    Path namesConfiguration() {
        return folder.resolve("names.yaml");
    }

    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        add(arguments, "--mode", "standalone");
        add(arguments, "--app-id", appId);
        arguments.addAll(ports.arguments());
        // Of a flag that is given twice, daprd takes the second.
        add(arguments, "--dapr-public-listen-address", publicAddress);
        add(arguments, "--dapr-graceful-shutdown-seconds", gracefulShutdown.toSeconds());
        add(arguments, "--log-level", logLevel);
        if (appPort > 0) {
            add(arguments, "--app-port", appPort);
        }
        if (appMaxConcurrency > 0) {
            add(arguments, "--app-max-concurrency", appMaxConcurrency);
        }
        if (!blockShutdown.isZero()) {
            add(arguments, "--dapr-block-shutdown-duration", blockShutdown.toMillis() + "ms");
        }
        AppHealth health = appHealth;
        if (health != null) {
            arguments.add("--enable-app-health-check");
            add(arguments, "--app-health-check-path", health.path());
            add(arguments, "--app-health-probe-interval", health.interval().toSeconds());
            add(arguments, "--app-health-probe-timeout", health.timeout().toMillis());
            add(arguments, "--app-health-threshold", health.threshold());
        }
        resources.forEach(path -> add(arguments, "--resources-path", path.toAbsolutePath()));
        configurations.forEach(path -> add(arguments, "--config", path.toAbsolutePath()));
        add(arguments, "--config", namesConfiguration());
        DaprSentry authority = sentry;
        if (authority != null) {
            arguments.addAll(authority.arguments());
        }
        return arguments;
    }

    private static void add(List<String> arguments, String flag, Object value) {
        arguments.add(flag);
        arguments.add(value.toString());
    }

    Map<String, String> environmentOfProcess() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("NAMESPACE", namespace);
        // The address that other sidecars are told; else that of the machine's first network card.
        all.put("DAPR_HOST_IP", "127.0.0.1");
        DaprSentry authority = sentry;
        if (authority != null) {
            all.putAll(authority.environment());
        }
        all.putAll(environment);
        return all;
    }
}
