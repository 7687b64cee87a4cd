package io.eventtopology.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What becomes an image.
 *
 * @param name name of the image, without repository
 * @param title what it is, for people who look at the image
 * @param layers content, what changes least first
 * @param command how it is started, in the folder {@code /app}
 */
public record Application(String name, String title, List<Layer> layers, List<String> command) {
    /** The bundled services, as the operator names their images. */
    static final List<String> SERVICES = List.of("todo", "user", "notify", "analytics", "order", "payment", "shipping");

    /**
     * A layer of an image.
     *
     * @param name name in the image's history
     * @param files files or folders; a folder keeps its inner structure
     * @param folder absolute folder in the image that they come into
     */
    public record Layer(String name, List<Path> files, String folder) {}

    /**
     * The operator and the services, as they were built.
     *
     * @param root root of the repository
     * @throws IllegalStateException if something is not built
     */
    public static List<Application> all(Path root) {
        return Stream.concat(
                        Stream.of(operator(root.resolve("operator"))),
                        SERVICES.stream().map(service -> service(root.resolve("sample-services"), service)))
                .toList();
    }

    private static Application operator(Path module) {
        Path target = module.resolve("target");
        List<Path> libraries = jars(target.resolve("libs"));
        List<Path> own = libraries.stream().filter(Application::isOurs).toList();
        return new Application(
                "event-topology-operator",
                "Event Topology Operator",
                List.of(
                        new Layer(
                                "libraries",
                                libraries.stream().filter(jar -> !isOurs(jar)).toList(),
                                "/app/libs"),
                        new Layer(
                                "operator",
                                Stream.concat(own.stream(), ownJar(target)).toList(),
                                "/app/libs"),
                        new Layer("options", List.of(built(module.resolve("operator.jvm.options"))), "/app")),
                List.of(
                        "java",
                        "@/app/operator.jvm.options",
                        "-cp",
                        "/app/libs/*",
                        "io.eventtopology.operator.OperatorMain"));
    }

    private static Application service(Path services, String service) {
        Path app = built(services.resolve(service).resolve("target/quarkus-app"));
        return new Application(
                service + "-service",
                service.substring(0, 1).toUpperCase(Locale.ROOT) + service.substring(1) + " service",
                List.of(
                        new Layer("libraries", List.of(app.resolve("lib")), "/app"),
                        new Layer(
                                "service",
                                List.of(app.resolve("app"), app.resolve("quarkus"), app.resolve("quarkus-run.jar")),
                                "/app"),
                        new Layer("options", List.of(built(services.resolve("service.jvm.options"))), "/app")),
                List.of("java", "@/app/service.jvm.options", "-jar", "/app/quarkus-run.jar"));
    }

    private static boolean isOurs(Path jar) {
        return jar.getFileName().toString().startsWith("event-topology-");
    }

    private static Stream<Path> ownJar(Path target) {
        List<Path> own = jars(target).stream().filter(Application::isOurs).toList();
        if (own.size() != 1) {
            throw new IllegalStateException("One jar of the operator is expected in " + target + ", there are: " + own
                    + "; run ./mvnw clean package in operator");
        }
        return own.stream();
    }

    private static List<Path> jars(Path folder) {
        try (Stream<Path> files = Files.list(built(folder))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be read", e);
        }
    }

    private static Path built(Path path) {
        if (!Files.exists(path)) {
            throw new IllegalStateException(path + " is missing; build first: ./build-images does");
        }
        return path;
    }
}
