package io.eventtopology.tools.crd;

import io.eventtopology.tools.cache.CacheFolder;
import io.eventtopology.tools.module.GoModule;
import io.eventtopology.tools.module.ModuleFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The real CRDs of the projects whose objects we write, as YAML files on this machine. Nothing is edited: Strimzi's come
 * from Strimzi's own generator when this module is built, Dapr's and KEDA's from their published Go modules.
 */
public final class ThirdPartyCrds {
    private static final List<String> STRIMZI = List.of("kafkatopics.yaml", "kafkausers.yaml", "kafkas.yaml");

    /** In the chart's {@code crds} folder, which Helm does not treat as templates. */
    private static final List<String> DAPR = List.of(
            "charts/dapr/crds/components.yaml",
            "charts/dapr/crds/configuration.yaml",
            "charts/dapr/crds/resiliency.yaml",
            "charts/dapr/crds/subscription.yaml");

    private static final List<String> KEDA = List.of(
            "config/crd/bases/keda.sh_scaledobjects.yaml", "config/crd/bases/keda.sh_triggerauthentications.yaml");

    private final CacheFolder cache;
    private final ModuleFiles modules;

    ThirdPartyCrds(CacheFolder cache, ModuleFiles modules) {
        this.cache = cache;
        this.modules = modules;
    }

    /** For this machine and user. */
    public static ThirdPartyCrds ofThisMachine() {
        return new ThirdPartyCrds(CacheFolder.of(System.getenv()), ModuleFiles.ofThisMachine());
    }

    /** KafkaTopic, KafkaUser and Kafka, version {@code kafka.strimzi.io/v1}. */
    public List<Path> strimzi() {
        return STRIMZI.stream().map(this::unpacked).toList();
    }

    /**
     * Component, Configuration, Resiliency and Subscription of Dapr 1.16.0. Subscription converts from v1alpha1 by a
     * webhook that only a Dapr installation has: use v2alpha1.
     *
     * @throws io.eventtopology.tools.module.ModuleUnavailableException if Dapr's Go module cannot be brought
     */
    public List<Path> dapr() {
        return fetched(GoModule.DAPR, "crds", DAPR);
    }

    /**
     * ScaledObject and TriggerAuthentication of KEDA 2.21.0.
     *
     * @throws io.eventtopology.tools.module.ModuleUnavailableException if KEDA's Go module cannot be brought
     */
    public List<Path> keda() {
        return fetched(GoModule.KEDA, "scaling-crds", KEDA);
    }

    /** All of them. */
    public List<Path> all() {
        return Stream.of(strimzi(), dapr(), keda()).flatMap(List::stream).toList();
    }

    private List<Path> fetched(GoModule module, String set, List<String> names) {
        Path folder = modules.fetch(module, set, names);
        return names.stream().map(folder::resolve).toList();
    }

    private Path unpacked(String name) {
        Path target = cache.root().resolve("crds").resolve("strimzi").resolve(name);
        try (InputStream in =
                Objects.requireNonNull(ThirdPartyCrds.class.getResourceAsStream("strimzi/" + name), name)) {
            byte[] content = in.readAllBytes();
            if (!Files.exists(target) || !Arrays.equals(content, Files.readAllBytes(target))) {
                Files.createDirectories(target.getParent());
                // In one step: another process may be reading the file.
                Path written = Files.createTempFile(target.getParent(), name, ".new");
                Files.write(written, content);
                Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the CRD " + target, e);
        }
    }
}
