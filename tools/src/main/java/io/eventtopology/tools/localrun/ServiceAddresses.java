package io.eventtopology.tools.localrun;

import io.eventtopology.tools.port.FreePorts;
import io.fabric8.kubernetes.api.model.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A stable address for each Service with a selector, and a file that lists them for people: {@code <namespace>/<service> <URL>} a line. */
final class ServiceAddresses implements AutoCloseable {
    private final Path file;
    private final Function<Service, List<Integer>> ready;
    private final Map<String, ServiceForwarder> forwarders = new TreeMap<>();
    private final Map<String, Service> services = new TreeMap<>();

    /**
     * Without any Service yet.
     *
     * @param ready ports of the ready apps that a Service selects; called from any thread
     */
    ServiceAddresses(Path file, Function<Service, List<Integer>> ready) {
        this.file = file;
        this.ready = ready;
    }

    /** Gives new Services an address, and takes those of deleted ones away. */
    synchronized void follow(List<Service> present) {
        services.clear();
        present.stream()
                .filter(service -> service.getSpec().getSelector() != null
                        && !service.getSpec().getSelector().isEmpty())
                .forEach(service -> services.put(
                        key(
                                service.getMetadata().getNamespace(),
                                service.getMetadata().getName()),
                        service));
        boolean changed = false;
        for (String key : List.copyOf(forwarders.keySet())) {
            if (!services.containsKey(key)) {
                Objects.requireNonNull(forwarders.remove(key), key).close();
                changed = true;
            }
        }
        for (String key : services.keySet()) {
            if (!forwarders.containsKey(key)) {
                forwarders.put(key, new ServiceForwarder(FreePorts.findOne(), () -> readyOf(key)));
                changed = true;
            }
        }
        if (changed) {
            write();
        }
    }

    private List<Integer> readyOf(String key) {
        Service service;
        synchronized (this) {
            service = services.get(key);
        }
        return service == null ? List.of() : ready.apply(service);
    }

    /** The address of a Service; empty when there is no such Service. */
    synchronized Optional<URI> of(String namespace, String name) {
        return Optional.ofNullable(forwarders.get(key(namespace, name))).map(ServiceForwarder::address);
    }

    private static String key(String namespace, String name) {
        return namespace + "/" + name;
    }

    private void write() {
        String lines = forwarders.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue().address() + "\n")
                .collect(Collectors.joining());
        try {
            Files.writeString(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    @Override
    public synchronized void close() {
        forwarders.values().forEach(ServiceForwarder::close);
        forwarders.clear();
    }
}
