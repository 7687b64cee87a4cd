package io.eventtopology.quickstart;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Runs the operator and the services of examples/todo on a real API server, broker and database of their own, and shows what they do. Exits with 0 when every check
 * held, 1 when one did not or something could not be started, 2 when the arguments are wrong, 130 after Ctrl-C.
 */
@Command(
        name = "quickstart",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        version = "quickstart of the Event Topology Operator 0.1.0-SNAPSHOT",
        description = "See it work: a real Kubernetes API server, Kafka broker and PostgreSQL start on this machine, "
                + "examples/todo is applied and its services run with real Dapr sidecars; todos flow, "
                + "things are broken, and you watch what happens.",
        footer = {
            "",
            "Exit codes: 0 every check held; 1 one did not, or something did not start; 2 wrong arguments; 130 Ctrl-C."
        })
public final class Quickstart implements Callable<Integer> {
    /** How long the parts get to end in order after Ctrl-C; then the process ends without them, and they with it. */
    private static final Duration ORDERLY_END = Duration.ofSeconds(90);

    /** How long all services may take to start, or to be replaced, on a busy machine. */
    static final Duration ROLLOUT = Duration.ofSeconds(180);

    /** As shells have it: 128 and the number of SIGINT. */
    private static final int INTERRUPTED = 130;

    private enum Output {
        text,
        json
    }

    @Option(names = "--once", description = "Run unattended: end after the last check.")
    private boolean once;

    @Option(
            names = "--services",
            description = "Start the services in the background, and return when they are ready; "
                    + ".quickstart/endpoints says where they answer.")
    private boolean services;

    @Option(names = "--stop", description = "End what --services started.")
    private boolean stop;

    /** The process in the background of {@link #services}. */
    @Option(names = "--serve", hidden = true)
    private boolean serve;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "Use the cluster of this context of your kubeconfig. Installs CRDs and RBAC there.")
    private @Nullable String context;

    @Option(
            names = "--service",
            paramLabel = "NAME=JAR",
            description = "Run your own jar in place of a service: todo, user, notify or analytics. Repeatable.")
    private Map<String, Path> jars = new TreeMap<>();

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            description = "text (default), or json: one document on standard output at the end, "
                    + "all else on standard error; implies --once.")
    private Output output = Output.text;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--root", hidden = true, description = "Root of the repository.")
    private Path root = Path.of("");

    @Option(names = "--columns", hidden = true, description = "Columns of the terminal; 0 when it is none.")
    private int columns;

    private Quickstart() {}

    /** Runs it; see {@code --help}. */
    public static void main(String[] arguments) {
        Quickstart quickstart = new Quickstart();
        CommandLine command = new CommandLine(quickstart).setExecutionExceptionHandler((failure, line, parsed) -> {
            line.getErr().println("quickstart: " + failure.getMessage());
            return 1;
        });
        System.exit(command.execute(arguments));
    }

    /** Time since this program was started. */
    static Duration sinceStart() {
        return Duration.ofMillis(System.currentTimeMillis()
                - ManagementFactory.getRuntimeMXBean().getStartTime());
    }

    @Override
    public Integer call() {
        refuseWrongArguments();
        Path folder = root.toAbsolutePath().normalize().resolve(".quickstart");
        if (services || stop) {
            return background(new Background(folder));
        }
        return show(folder);
    }

    private int background(Background background) {
        Console console = console();
        try {
            if (stop) {
                console.bare(background.stop(ORDERLY_END) ? "quickstart: stopped" : "quickstart: nothing runs");
                return 0;
            }
            List<String> arguments = new ArrayList<>(List.of("--serve", "--root", root.toString()));
            jars.forEach((service, jar) -> arguments.addAll(List.of("--service", service + "=" + jar)));
            if (!background.start(arguments, console)) {
                return 1;
            }
            console.bare("");
            console.line("The services run in the background. ./quickstart --stop ends them.", Tint.STRONG);
            console.bare("quickstart: ready");
            return 0;
        } catch (InterruptedException e) {
            return INTERRUPTED;
        }
    }

    private int show(Path folder) {
        Path log = folder.resolve("operator.log");
        // Before the first logger is made.
        System.setProperty("quickstart.log", log.toString());
        System.setProperty("logback.configurationFile", "io/eventtopology/quickstart/logback.xml");
        Report report = new Report();
        Console console = console();
        CountDownLatch ended = new CountDownLatch(1);
        endInOrderAtSignals(Thread.currentThread(), ended, console);
        try (RunFolder run = RunFolder.create(folder);
                Closing closing = new Closing()) {
            console.line("The operator's log: " + log, Tint.FAINT);
            boolean stays = serve || !once && output == Output.text;
            Endpoints endpoints = new Endpoints(folder);
            if (stays) {
                closing.keep(endpoints).begin();
            }
            new Show(console, report, root.toAbsolutePath().normalize(), run.path(), closing)
                    .run(new Choice(context, jars, serve, stays), endpoints);
            if (stays && report.ok()) {
                if (serve) {
                    new CountDownLatch(1).await();
                }
                console.bare("");
                console.line("Everything runs on. Ctrl-C ends it and leaves nothing behind.", Tint.STRONG);
                new CountDownLatch(1).await();
            }
        } catch (InterruptedException e) {
            // The JVM is ending already, with the signal's own exit code.
            return INTERRUPTED;
        } finally {
            ended.countDown();
        }
        return end(console, report, log);
    }

    private void refuseWrongArguments() {
        if (services && (stop || once || context != null || output != Output.text)) {
            throw refused("--services goes with --service alone");
        }
        jars.forEach((service, jar) -> {
            if (!LocalServices.NAMES.contains(service)) {
                throw refused("--service " + service + ": the services are " + String.join(", ", LocalServices.NAMES));
            }
            if (!Files.isRegularFile(jar)) {
                throw refused("--service " + service + ": there is no file " + jar);
            }
        });
        if (context != null && !jars.isEmpty()) {
            throw refused("--service does not go with --context: in a cluster, services run as images");
        }
    }

    private ParameterException refused(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    private int end(Console console, Report report, Path log) {
        console.bare("");
        if (output == Output.json) {
            System.out.println(report.json(sinceStart()));
        }
        if (!report.ok()) {
            report.failures().forEach(check -> console.line("✗ " + check.name() + ": " + check.detail(), Tint.BAD));
            console.line("The operator's log: " + log);
            console.bare("quickstart: FAILED");
            return 1;
        }
        console.line(report.checks().size() + " checks held in " + Console.seconds(sinceStart()) + ".");
        console.bare("quickstart: ok");
        return 0;
    }

    private Console console() {
        boolean terminal = columns > 0 && !"dumb".equals(System.getenv("TERM"));
        String noColour = System.getenv("NO_COLOR");
        // https://no-color.org: any value but the empty one.
        boolean colours = terminal && (noColour == null || noColour.isEmpty());
        PrintStream stream = output == Output.json ? System.err : System.out;
        return new Console(
                new PrintStream(stream, true, StandardCharsets.UTF_8), terminal, colours, columns > 0 ? columns : 120);
    }

    /** Ctrl-C and SIGTERM interrupt the show; the JVM ends when all parts did. */
    private static void endInOrderAtSignals(Thread show, CountDownLatch ended, Console console) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            if (ended.getCount() == 0) {
                                return;
                            }
                            console.waited();
                            console.bare("");
                            console.line("Ending everything.");
                            show.interrupt();
                            try {
                                ended.await(ORDERLY_END.toSeconds(), TimeUnit.SECONDS);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "quickstart-end"));
    }
}
