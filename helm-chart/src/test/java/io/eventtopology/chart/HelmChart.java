package io.eventtopology.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.Release;
import com.marcnuri.helm.TemplateCommand;
import com.marcnuri.helm.UpgradeCommand;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The chart of this module, rendered and installed by Helm itself. Values are YAML text. */
final class HelmChart {
    static final Path FOLDER = Path.of("event-topology-operator").toAbsolutePath();
    static final String RELEASE = "event-topology-operator";
    static final String NAMESPACE = "event-topology-system";

    /** Helm as a library knows no cluster when it renders, and would take an old version. */
    private static final String KUBERNETES = "1.34.0";

    /** Everything that the chart can render. */
    static final String ALL_ON = """
            admission: {enabled: true}
            deliveryVerification: {enabled: true}
            kafka: {strimziNamespaces: [kafka]}
            metrics:
              serviceMonitor: {enabled: true}
              prometheusRule: {enabled: true}
              dashboard: {enabled: true}
            """;

    private HelmChart() {}

    /** What {@code helm template} prints; as a library it leaves out hooks. */
    static String render(String values) {
        TemplateCommand command = new Helm(FOLDER)
                .template()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion(KUBERNETES);
        return withValues(values, file -> command.withValuesFile(file).call());
    }

    /** All objects that {@code helm template} prints. */
    static List<HasMetadata> objects(String values) {
        return objectsIn(render(values));
    }

    private static List<HasMetadata> objectsIn(String manifest) {
        return Pattern.compile("(?m)^---\n")
                .splitAsStream(manifest)
                .filter(document -> document.contains("kind:"))
                .map(document -> Serialization.<HasMetadata>unmarshal(document))
                .toList();
    }

    /** The only object of this type and name. */
    static <T extends HasMetadata> T object(String values, Class<T> type, String name) {
        return find(values, type, name)
                .orElseThrow(() -> new AssertionError("No " + type.getSimpleName() + " " + name + " is rendered"));
    }

    /** The object of this type and name. */
    static <T extends HasMetadata> Optional<T> find(String values, Class<T> type, String name) {
        return objects(values).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(o -> o.getMetadata().getName().equals(name))
                .findFirst();
    }

    /** {@code helm install}. */
    static Release install(Path kubeconfig, String namespace, String release, String values) {
        InstallCommand command = new Helm(FOLDER)
                .install()
                .withKubeConfig(kubeconfig)
                .withName(release)
                .withNamespace(namespace);
        return withValues(values, file -> command.withValuesFile(file).call());
    }

    /** {@code helm upgrade}. */
    static Release upgrade(Path kubeconfig, String namespace, String release, String values) {
        UpgradeCommand command = new Helm(FOLDER)
                .upgrade()
                .withKubeConfig(kubeconfig)
                .withName(release)
                .withNamespace(namespace)
                .resetValues();
        return withValues(values, file -> command.withValuesFile(file).call());
    }

    /** {@code helm uninstall}. */
    static void uninstall(Path kubeconfig, String namespace, String release) {
        Helm.uninstall(release)
                .withKubeConfig(kubeconfig)
                .withNamespace(namespace)
                .call();
    }

    private interface WithFile<T> {
        T call(Path values);
    }

    private static <T> T withValues(String values, WithFile<T> command) {
        try {
            Path file = Files.createTempFile("values", ".yaml");
            try {
                Files.writeString(file, values);
                return command.call(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
