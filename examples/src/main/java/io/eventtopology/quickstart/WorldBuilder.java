package io.eventtopology.quickstart;

import io.eventtopology.operator.OperatorRuntime;
import io.eventtopology.operator.config.OperatorConfiguration;
import io.eventtopology.operator.connection.ApiConnection;
import io.eventtopology.tools.database.PostgresServer;
import io.eventtopology.tools.kafka.KafkaBroker;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Starts everything that runs; a {@link Closing} ends it. */
final class WorldBuilder {
    private final Path root;
    private final Path folder;
    private final Optional<LocalServices.Programs> programs;
    private final Closing closing;
    private final Report report;

    /**
     * A builder.
     *
     * @param root the root of the repository
     * @param folder where data go
     * @param programs what services run with; empty where they do not run on this machine
     * @param closing closes what was started
     * @param report what comes of it
     */
    WorldBuilder(Path root, Path folder, Optional<LocalServices.Programs> programs, Closing closing, Report report) {
        this.root = root;
        this.folder = folder;
        this.programs = programs;
        this.closing = closing;
        this.report = report;
    }

    /** Starts or finds a cluster. */
    @FunctionalInterface
    interface ClusterSource {
        /** Gives a cluster with all CRDs. */
        Cluster get() throws InterruptedException;
    }

    /** Starts cluster, broker and database side by side, then the operator, then what runs services. */
    World start(ClusterSource clusters, Stage stage) throws InterruptedException {
        CompletableFuture<KafkaBroker> brokerToCome = toCome(() -> KafkaBroker.plain(folder.resolve("kafka")));
        Optional<CompletableFuture<PostgresServer>> databaseToCome =
                programs.map(unused -> toCome(PostgresServer::create));
        Cluster cluster = closing.keep(clusters.get());
        stage.console().event(stage.elapsed(), "Kubernetes", cluster.user().getMasterUrl() + ", CRDs installed");
        Manifests.read(root.resolve("operator/manifests/rbac.yaml"))
                .forEach(object -> cluster.user()
                        .resource(object)
                        .fieldManager("kubectl")
                        .forceConflicts()
                        .serverSideApply());
        KafkaBroker broker = brokerToCome.join();
        stage.console().event(stage.elapsed(), "Kafka", broker.bootstrapServers() + ", one node (KRaft)");
        Optional<PostgresServer> database = databaseToCome.map(CompletableFuture::join);
        database.ifPresent(server -> stage.console()
                .event(stage.elapsed(), "PostgreSQL", "127.0.0.1:" + server.port() + ", a database for each service"));
        return withOperator(cluster, broker, database, stage);
    }

    /** Starts it beside other things; it closes with the rest, also when those do not start. */
    private <T extends AutoCloseable> CompletableFuture<T> toCome(Supplier<T> start) {
        CompletableFuture<T> coming = CompletableFuture.supplyAsync(start);
        closing.keep(() -> {
            @Nullable T started = coming.handle((there, failure) -> there).join();
            if (started != null) {
                started.close();
            }
        });
        return coming;
    }

    private Shop shop(Cluster cluster, KafkaBroker broker, PostgresServer database, LocalServices.Programs with) {
        LocalServices services =
                closing.keep(LocalServices.start(root, folder.resolve("services"), with, cluster.user(), database));
        return new Shop(services, closing.keep(new TopicTail(broker.adminProperties())), new Tally());
    }

    private World withOperator(Cluster cluster, KafkaBroker broker, Optional<PostgresServer> database, Stage stage) {
        OperatorConfiguration configuration = OperatorConfiguration.parse("""
                kafka:
                  clusters:
                    - name: %s
                      provisioner: Direct
                      bootstrapServers: {none: "%s"}
                watchNamespaces: [%s]
                resyncInterval: %s
                leaderElection: false
                httpPort: 0
                """.formatted(
                        World.KAFKA_CLUSTER,
                        broker.bootstrapServers(),
                        String.join(", ", cluster.watchedNamespaces()),
                        World.RESYNC));
        ApiConnection connection =
                closing.keep(ApiConnection.of(new ConfigBuilder(cluster.withToken(operatorsToken(cluster.user())))
                        .withNamespace(World.OPERATOR_NAMESPACE)
                        .build()));
        OperatorRuntime operator = closing.keep(OperatorRuntime.start(
                connection, configuration, World.OPERATOR_NAMESPACE, "quickstart", Clock.systemUTC(), () -> {}));
        closing.keep(cluster::removeExample);
        stage.console()
                .event(
                        stage.elapsed(),
                        "operator",
                        "as service account " + World.OPERATOR + ", http://127.0.0.1:" + operator.httpPort()
                                + "/metrics");
        return new World(
                root,
                cluster,
                connection.client(),
                operator,
                configuration,
                closing.keep(new BrokerView(broker.adminProperties())),
                new ObjectView(cluster.user(), World.NAMESPACE),
                broker.bootstrapServers(),
                database.flatMap(server -> programs.map(with -> shop(cluster, broker, server, with))),
                report);
    }

    private static String operatorsToken(KubernetesClient user) {
        TokenRequest request = new TokenRequestBuilder()
                .withNewSpec()
                .withExpirationSeconds(Duration.ofDays(1).toSeconds())
                .endSpec()
                .build();
        return user.serviceAccounts()
                .inNamespace(World.OPERATOR_NAMESPACE)
                .withName(World.OPERATOR)
                .tokenRequest(request)
                .getStatus()
                .getToken();
    }
}
