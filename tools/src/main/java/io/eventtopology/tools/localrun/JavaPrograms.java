package io.eventtopology.tools.localrun;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Runs jars on this JVM's Java: a person's own jar for a service, else the bundled service of the image's name
 * ({@code todo-service} and {@code todo} are both the module {@code todo}).
 *
 * <p>A file {@value #OPTIONS} is used where it lies beside the jar; for a bundled service also in the module's folder and the folder
 * of all modules. If it sets no heap, the heap is three quarters of the container's memory limit.
 */
public final class JavaPrograms implements Programs {
    /** Name of the file with JVM options. */
    public static final String OPTIONS = "service.jvm.options";

    private static final String SUFFIX = "-service";
    private static final long MEBIBYTE = 1024L * 1024;

    private final Path services;
    private final Map<String, Path> jars;

    /**
     * The bundled services, and jars in their place.
     *
     * @param services folder of the modules, each built: {@code <module>/target/quarkus-app/quarkus-run.jar}
     * @param jars service name → jar that runs instead
     */
    public JavaPrograms(Path services, Map<String, Path> jars) {
        this.services = services.toAbsolutePath().normalize();
        this.jars = new TreeMap<>();
        jars.forEach(
                (service, jar) -> this.jars.put(service, jar.toAbsolutePath().normalize()));
    }

    @Override
    public List<String> command(ContainerProgram container) {
        Path own = jars.get(container.service());
        String name = container.imageName();
        String module = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
        Path folder = services.resolve(module);
        Path jar = own == null ? folder.resolve("target").resolve("quarkus-app").resolve("quarkus-run.jar") : own;
        if (!Files.isRegularFile(jar)) {
            throw new ProgramMissingException(
                    own == null
                            ? "Nothing runs for the image " + container.image() + ": " + jar
                                    + " is not there. Build the module, or give a jar for the service \""
                                    + container.service() + "\"."
                            : "The jar " + jar + " of the service \"" + container.service() + "\" is not there.");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Optional<Path> options = options(jar, own == null ? List.of(folder, services) : List.of());
        options.ifPresent(file -> command.add("@" + file));
        heap(container.memoryLimit(), options).ifPresent(command::add);
        command.add("-jar");
        command.add(jar.toString());
        return command;
    }

    private static Optional<Path> options(Path jar, List<Path> folders) {
        List<Path> places = new ArrayList<>();
        places.add(jar.resolveSibling(OPTIONS));
        folders.forEach(folder -> places.add(folder.resolve(OPTIONS)));
        return places.stream().filter(Files::isRegularFile).findFirst();
    }

    private static Optional<String> heap(OptionalLong memoryLimit, Optional<Path> options) {
        if (memoryLimit.isEmpty() || options.map(JavaPrograms::setsHeap).orElse(false)) {
            return Optional.empty();
        }
        return Optional.of("-Xmx" + Math.max(32, memoryLimit.getAsLong() * 3 / 4 / MEBIBYTE) + "m");
    }

    private static boolean setsHeap(Path options) {
        try {
            String text = Files.readString(options);
            return text.contains("-Xmx") || text.contains("-XX:MaxRAMPercentage") || text.contains("-XX:MaxHeapSize");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + options, e);
        }
    }
}
