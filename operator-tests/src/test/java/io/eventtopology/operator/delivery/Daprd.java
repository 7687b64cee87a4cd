package io.eventtopology.operator.delivery;

import io.eventtopology.operator.watch.ResourceKind;
import io.eventtopology.tools.dapr.DaprSidecar;
import io.eventtopology.tools.dapr.SidecarPorts;
import io.eventtopology.tools.dapr.SidecarSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A real daprd that loads what the operator wrote for a service, as the sidecar of a pod would. */
record Daprd(Shop shop, String service, String appId, Path folder) {
    Daprd(Shop shop, String service, Path folder) {
        this(shop, service, service, folder);
    }

    /** Where it takes Components, Subscriptions and Resiliencies from; it reloads them when they change. */
    Path resources() {
        return folder.resolve("resources");
    }

    /** Writes what the operator wrote. */
    Daprd bringObjects() {
        shop.writeDaprObjects(resources(), ResourceKind.COMPONENT, ResourceKind.SUBSCRIPTION, ResourceKind.RESILIENCY);
        shop.writeDaprObjects(folder.resolve("configuration"), ResourceKind.CONFIGURATION);
        return this;
    }

    /** The file of a subscription. */
    Path subscription(String event) {
        return resources().resolve("subscriptions-" + service + "." + event + ".yaml");
    }

    Daprd without(String event) {
        try {
            Files.delete(subscription(event));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Starts it without an app: what it loads does not depend on one. */
    DaprSidecar start(String address) {
        return settings(address).start();
    }

    SidecarSettings settings(String address) {
        SidecarPorts free = SidecarPorts.free();
        return DaprSidecar.of(appId, folder.resolve("daprd"))
                .namespace(shop.namespace())
                .resources(resources())
                .configuration(folder.resolve("configuration").resolve("configurations-" + service + ".yaml"))
                .ports(new SidecarPorts(free.http(), free.grpc(), free.internalGrpc(), free.metrics(), 3501))
                .gracefulShutdown(Duration.ofSeconds(1))
                .publicAddress(address);
    }
}
