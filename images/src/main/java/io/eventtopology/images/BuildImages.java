package io.eventtopology.images;

import com.google.cloud.tools.jib.api.buildplan.Platform;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Builds all images, or some. Exits with 0 if all were built, with 1 if one failed, with 2 on wrong usage. */
@Command(
        name = "./build-images",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Builds the images of the operator and of the bundled services.")
public final class BuildImages implements Callable<Integer> {
    @Spec
    private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

    @Option(names = "--root", hidden = true, description = "Root of the repository.")
    private Path root = Path.of("");

    @Option(names = "--software-version", hidden = true, description = "Version of the software.")
    private String version = "0.0.0";

    @Option(
            names = "--to",
            paramLabel = "docker|registry|FOLDER",
            description = "Where they go: the local Docker daemon, the registry, or archives in a folder"
                    + " (default: ${DEFAULT-VALUE}).")
    private String to = "target/images";

    @Option(
            names = "--repository",
            paramLabel = "PREFIX",
            description = "What comes before their names, for example ghcr.io/acme (default: ${DEFAULT-VALUE}).")
    private String repository = "eventtopology";

    @Option(names = "--tag", description = "Their tag (default: ${DEFAULT-VALUE}).")
    private String tag = "latest";

    @Option(
            names = "--base",
            paramLabel = "IMAGE|tar://FILE",
            description = "Image with a Java 25 runtime on its PATH (default: ${DEFAULT-VALUE}).")
    private String base = "eclipse-temurin:25-jre";

    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH",
            split = ",",
            description = "For registries: one or more of what the base offers, for example linux/amd64,linux/arm64.")
    private List<String> platforms = List.of();

    @Option(names = "--insecure", description = "The registry may answer without TLS.")
    private boolean insecure;

    @Option(names = "--only", paramLabel = "NAME", split = ",", description = "Only these images, by name.")
    private List<String> only = List.of();

    private BuildImages() {}

    /** Runs it. */
    public static void main(String[] arguments) {
        // What is sent to nobody need not be asked for.
        System.setProperty("sendCredentialsOverHttp", "false");
        System.exit(new CommandLine(new BuildImages()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        List<Application> applications = Application.all(root).stream()
                .filter(application -> only.isEmpty() || only.contains(application.name()))
                .toList();
        if (applications.isEmpty()) {
            throw wrong("--only names no image; there are: "
                    + String.join(
                            ", ",
                            Application.all(root).stream()
                                    .map(Application::name)
                                    .toList()));
        }
        ImageBuilder builder = new ImageBuilder(base, repository, tag, version, platforms(), destination());
        int failed = 0;
        for (Application application : applications) {
            long start = System.nanoTime();
            try {
                String digest = builder.build(application);
                System.out.printf(
                        "%-26s %5.1f s  %s  %s%n",
                        application.name(),
                        (System.nanoTime() - start) / 1e9,
                        builder.destination().place(application, builder.image(application)),
                        digest);
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                failed++;
                System.err.println(application.name() + " was not built: " + reason(e));
            }
        }
        return failed == 0 ? 0 : 1;
    }

    private Destination destination() {
        return switch (to) {
            case "docker" -> new Destination.Docker();
            case "registry" -> new Destination.Registry(insecure);
            default -> new Destination.Archives(root.resolve(to));
        };
    }

    private Set<Platform> platforms() {
        Set<Platform> all = new LinkedHashSet<>();
        for (String platform : platforms) {
            String[] parts = platform.split("/", -1);
            if (parts.length != 2 || parts[0].isBlank() || parts[1].isBlank()) {
                throw wrong("--platform " + platform + ": write an operating system and an architecture, for example"
                        + " linux/arm64");
            }
            // Jib has the architecture first.
            all.add(new Platform(parts[1], parts[0]));
        }
        return all;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(java.util.Objects.requireNonNull(spec).commandLine(), message);
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure.getMessage() + (cause == null ? "" : " (" + reason(cause) + ")");
    }
}
