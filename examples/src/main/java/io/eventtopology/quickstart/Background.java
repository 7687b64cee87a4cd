package io.eventtopology.quickstart;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A quickstart in a process of its own that goes on when this one ends, until it is told to stop. One for each folder. */
final class Background {
    private static final Duration INTERVAL = Duration.ofMillis(200);

    private final Path folder;
    private final Endpoints endpoints;

    /**
     * The one of a folder.
     *
     * @param folder {@code .quickstart} of the repository
     */
    Background(Path folder) {
        this.folder = folder;
        endpoints = new Endpoints(folder);
    }

    /**
     * Starts it, shows what it says, and returns when it is up.
     *
     * @param arguments what it is started with
     * @return whether it is up
     * @throws IllegalStateException when one is running already
     */
    boolean start(List<String> arguments, Console console) throws InterruptedException {
        running().ifPresent(process -> {
            throw new IllegalStateException("the services run already, as process " + process.pid()
                    + "; their addresses are in " + endpoints.file() + "; ./quickstart --stop ends them");
        });
        Path log = folder.resolve("services.log");
        try {
            Files.createDirectories(folder);
            endpoints.remove();
            Process process = new ProcessBuilder(command(arguments))
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Thread endsWithUs = new Thread(process::destroy, "quickstart-end-background");
            Runtime.getRuntime().addShutdownHook(endsWithUs);
            boolean up = awaitUp(process, log, console);
            Runtime.getRuntime().removeShutdownHook(endsWithUs);
            return up;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the services in the background", e);
        }
    }

    private static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Quickstart.class.getName()));
        command.addAll(arguments);
        return command;
    }

    private boolean awaitUp(Process process, Path log, Console console) throws IOException, InterruptedException {
        try (BufferedReader said = Files.newBufferedReader(log)) {
            while (true) {
                boolean over = !process.isAlive() || endpoints.isThere();
                for (String line = said.readLine(); line != null; line = said.readLine()) {
                    console.bare(line);
                }
                if (over) {
                    return process.isAlive();
                }
                Thread.sleep(INTERVAL);
            }
        }
    }

    /**
     * Tells it to stop, and waits until all of it is gone.
     *
     * @return whether there was one
     * @throws IllegalStateException when it does not stop in time
     */
    boolean stop(Duration patience) throws InterruptedException {
        Optional<ProcessHandle> process = running();
        process.ifPresent(ProcessHandle::destroy);
        try {
            process.ifPresent(ending -> ending.onExit()
                    .orTimeout(patience.toSeconds(), TimeUnit.SECONDS)
                    .join());
        } catch (CompletionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new IllegalStateException(
                        "process " + process.map(ProcessHandle::pid).orElse(0L) + " has not ended after "
                                + patience.toSeconds() + " s; it may still do so",
                        e);
            }
            throw e;
        }
        endpoints.remove();
        return process.isPresent();
    }

    private Optional<ProcessHandle> running() {
        return endpoints.process();
    }
}
