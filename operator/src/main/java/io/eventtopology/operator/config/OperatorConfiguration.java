package io.eventtopology.operator.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.eventtopology.crds.BundledService;
import io.eventtopology.planner.model.DaprVersion;
import io.eventtopology.planner.model.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the administrator sets, read from one YAML file. Unknown members are errors: a typo must not go unnoticed.
 *
 * @param watchNamespaces namespaces whose resources are reconciled; all when empty
 * @param kafka Kafka clusters and Strimzi namespaces that topologies may use
 * @param dapr the Dapr control plane
 * @param images images of the bundled services
 * @param resyncInterval how often a resource is reconciled without an event, which is also how often topics on Direct
 *     clusters are compared; ISO-8601, for example PT2M
 * @param leaderElection whether replicas elect a leader
 * @param httpPort port of /healthz, /readyz and /metrics; 0 takes a free one
 * @param reconcileThreads how many resources of each kind are reconciled at once
 * @param deliveryVerification whether sidecars are compared with what they should have loaded
 * @param admission the validating webhook
 */
public record OperatorConfiguration(
        Set<String> watchNamespaces,
        Kafka kafka,
        Dapr dapr,
        Images images,
        Duration resyncInterval,
        boolean leaderElection,
        int httpPort,
        int reconcileThreads,
        DeliveryVerification deliveryVerification,
        Admission admission) {
    private static final JsonMapper YAML = JsonMapper.builder(new YAMLFactory())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * Fills in what is absent.
     *
     * @throws IllegalArgumentException for what can never work, so that it shows at the start and not at the first use
     */
    public OperatorConfiguration {
        watchNamespaces = watchNamespaces == null ? Set.of() : Set.copyOf(watchNamespaces);
        kafka = kafka == null ? new Kafka(List.of(), Set.of()) : kafka;
        dapr = dapr == null ? Dapr.STANDARD : dapr;
        images = images == null ? Images.STANDARD : images;
        deliveryVerification = deliveryVerification == null ? DeliveryVerification.OFF : deliveryVerification;
        admission = admission == null ? Admission.OFF : admission;
        DaprVersion.parse(dapr.version());
        if (httpPort < 0 || httpPort > 65_535) {
            throw new IllegalArgumentException("httpPort: " + httpPort + " is no port; write 1 to 65535, or 0 for any");
        }
        if (reconcileThreads < 1) {
            throw new IllegalArgumentException(
                    "reconcileThreads: " + reconcileThreads + " is too few; write 1 or more");
        }
        if (!resyncInterval.isPositive()) {
            throw new IllegalArgumentException(
                    "resyncInterval: " + resyncInterval + " is no time to wait; write for example PT2M");
        }
    }

    /** The file as it is written. */
    private record Document(
            @Nullable Set<String> watchNamespaces,
            @Nullable Kafka kafka,
            @Nullable Dapr dapr,
            @Nullable Images images,
            @Nullable String resyncInterval,
            @Nullable Boolean leaderElection,
            @Nullable Integer httpPort,
            @Nullable Integer reconcileThreads,
            @Nullable DeliveryDocument deliveryVerification,
            @Nullable Admission admission) {
        OperatorConfiguration configuration() {
            return new OperatorConfiguration(
                    watchNamespaces == null ? Set.of() : watchNamespaces,
                    kafka == null ? new Kafka(List.of(), Set.of()) : kafka,
                    dapr == null ? Dapr.STANDARD : dapr,
                    images == null ? Images.STANDARD : images,
                    duration("resyncInterval", resyncInterval, "PT2M"),
                    leaderElection == null || leaderElection,
                    httpPort == null ? 8080 : httpPort,
                    reconcileThreads == null ? 16 : reconcileThreads,
                    deliveryVerification == null ? DeliveryVerification.OFF : deliveryVerification.verification(),
                    admission == null ? Admission.OFF : admission);
        }
    }

    /** The block of delivery verification as it is written. */
    private record DeliveryDocument(
            @Nullable Boolean enabled,
            @Nullable String interval,
            @Nullable Boolean restart) {
        DeliveryVerification verification() {
            return new DeliveryVerification(
                    enabled != null && enabled,
                    duration("deliveryVerification.interval", interval, "PT15S"),
                    restart == null || restart);
        }
    }

    private static Duration duration(String member, @Nullable String written, String otherwise) {
        try {
            return Duration.parse(written == null ? otherwise : written);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    member + ": \"" + written + "\" is no ISO-8601 duration; write for example " + otherwise, e);
        }
    }

    /**
     * Kafka clusters that topologies may use.
     *
     * @param clusters clusters by name
     * @param strimziNamespaces namespaces whose Strimzi Kafka resources may be named
     */
    public record Kafka(List<Cluster> clusters, Set<String> strimziNamespaces) {
        /** Fills in what is absent. */
        public Kafka {
            clusters = clusters == null ? List.of() : List.copyOf(clusters);
            strimziNamespaces = strimziNamespaces == null ? Set.of() : Set.copyOf(strimziNamespaces);
        }

        /** Every namespace in which Strimzi objects are read and written. */
        public Set<String> allStrimziNamespaces() {
            Set<String> all = new TreeSet<>(strimziNamespaces);
            clusters.stream().map(Cluster::namespace).filter(Objects::nonNull).forEach(all::add);
            return all;
        }
    }

    /**
     * A Kafka cluster.
     *
     * @param name the name that topologies use
     * @param provisioner Strimzi or Direct
     * @param namespace namespace of the Strimzi Kafka resource, with Strimzi
     * @param bootstrapServers addresses for services in pods, by way to authenticate (none, tls, scramSha512), with Direct
     * @param adminBootstrapServers addresses for the operator, when they differ
     * @param tls whether the listeners with authentication, and the operator's, speak TLS
     * @param credentials Secret beside the operator with username and password (SCRAM-SHA-512) or user.crt and user.key, and
     *     ca.crt; none when absent
     * @param allowedNamespaces namespaces whose topologies may use it; all when empty
     * @param existingTopicsAdoptable whether topologies may take over topics that somebody else created
     */
    public record Cluster(
            String name,
            ProvisionerName provisioner,
            @Nullable String namespace,
            Map<String, String> bootstrapServers,
            @Nullable String adminBootstrapServers,
            boolean tls,
            @Nullable String credentials,
            Set<String> allowedNamespaces,
            boolean existingTopicsAdoptable) {
        /** Checks and fills in. */
        public Cluster {
            if (name == null || name.isBlank()) {
                throw new IllegalArgumentException("kafka.clusters: every cluster needs a name");
            }
            if (provisioner == null) {
                throw new IllegalArgumentException("kafka.clusters[" + name
                        + "].provisioner: write Strimzi (KafkaTopic objects) or Direct (admin client)");
            }
            bootstrapServers = bootstrapServers == null ? Map.of() : Map.copyOf(bootstrapServers);
            allowedNamespaces = allowedNamespaces == null ? Set.of() : Set.copyOf(allowedNamespaces);
            if (provisioner == ProvisionerName.Direct && bootstrapServers.isEmpty()) {
                throw new IllegalArgumentException("kafka.clusters[" + name
                        + "].bootstrapServers: a Direct cluster needs addresses, for example {none: \"kafka:9092\"}");
            }
            if (provisioner == ProvisionerName.Strimzi && (namespace == null || namespace.isBlank())) {
                throw new IllegalArgumentException("kafka.clusters[" + name
                        + "].namespace: a Strimzi cluster needs the namespace of its Kafka resource");
            }
        }
    }

    /** Who creates topics on a cluster. */
    public enum ProvisionerName {
        /** Strimzi's operators. */
        @JsonProperty("Strimzi")
        Strimzi,
        /** This operator's admin client. */
        @JsonProperty("Direct")
        Direct
    }

    /**
     * The Dapr control plane.
     *
     * @param version for example 1.16
     * @param trustDomain for access control
     */
    public record Dapr(String version, String trustDomain) {
        /** Dapr as its chart installs it, in the oldest version that is supported. */
        static final Dapr STANDARD = new Dapr("1.16", "public");

        /** Fills in what is absent. */
        public Dapr {
            version = version == null ? STANDARD.version() : version;
            trustDomain = trustDomain == null ? STANDARD.trustDomain() : trustDomain;
        }
    }

    /**
     * Where the images of the bundled services are.
     *
     * @param repository prefix of their names
     * @param tag their tag
     */
    public record Images(String repository, String tag) {
        /** The images as they are released. */
        static final Images STANDARD = new Images("eventtopology", "latest");

        /** Fills in what is absent. */
        public Images {
            repository = repository == null ? STANDARD.repository() : repository;
            tag = tag == null ? STANDARD.tag() : tag;
        }

        Map<BundledService, String> byService() {
            Map<BundledService, String> images = new EnumMap<>(BundledService.class);
            for (BundledService service : BundledService.values()) {
                images.put(service, repository + "/" + service.name().toLowerCase(Locale.ROOT) + "-service:" + tag);
            }
            return images;
        }
    }

    /**
     * Whether sidecars are compared with what they should have loaded.
     *
     * @param enabled whether anything is looked at, and DeliveryVerified counts for Ready; it needs pods with sidecars
     * @param interval how often each service's sidecars are looked at
     * @param restart whether pods without their sidecar or subscription are evicted, at a bounded rate
     */
    public record DeliveryVerification(boolean enabled, Duration interval, boolean restart) {
        /** Nothing is looked at. */
        static final DeliveryVerification OFF = new DeliveryVerification(false, Duration.ofSeconds(15), true);

        /** Checks the interval. */
        public DeliveryVerification {
            if (!interval.isPositive()) {
                throw new IllegalArgumentException(
                        "deliveryVerification.interval: " + interval + " is no time to wait; write for example PT15S");
            }
        }
    }

    /**
     * The validating webhook. Objects are named that the operator keeps; all are beside it, or have no namespace.
     *
     * @param enabled whether the webhook is served
     * @param port port of the webhook; 0 takes a free one
     * @param service Service in the operator's namespace through which the API server calls; the certificate is made for its names
     * @param secret Secret in the operator's namespace that holds the operator's own certificate
     * @param webhookConfiguration ValidatingWebhookConfiguration whose caBundle the operator keeps
     * @param certificates folder with tls.crt and tls.key that somebody else keeps; then the operator makes no certificate and
     *     writes no caBundle
     */
    public record Admission(
            boolean enabled,
            Integer port,
            String service,
            String secret,
            String webhookConfiguration,
            @Nullable String certificates) {
        /** No webhook. */
        static final Admission OFF = new Admission(
                false,
                9443,
                "event-topology-operator-admission",
                "event-topology-operator-admission",
                "event-topology-operator",
                null);

        /** Checks and fills in. */
        public Admission {
            port = port == null ? OFF.port() : port;
            service = service == null ? OFF.service() : service;
            secret = secret == null ? OFF.secret() : secret;
            webhookConfiguration = webhookConfiguration == null ? OFF.webhookConfiguration() : webhookConfiguration;
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException(
                        "admission.port: " + port + " is no port; write 1 to 65535, or 0 for any");
            }
            if (certificates != null && certificates.isBlank()) {
                throw new IllegalArgumentException(
                        "admission.certificates: name the folder with tls.crt and tls.key, or leave it out");
            }
        }
    }

    /** What the planner needs of it. */
    public Platform platform(String operatorNamespace, boolean keda) {
        return new Platform(
                operatorNamespace, DaprVersion.parse(dapr.version()), keda, dapr.trustDomain(), images.byService());
    }

    /**
     * Reads the file.
     *
     * @throws ConfigurationException when it cannot be read, with the place and what is wrong
     */
    public static OperatorConfiguration read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new ConfigurationException("The configuration " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Reads YAML text.
     *
     * @throws ConfigurationException when it is no valid configuration, with the place and what is wrong
     */
    public static OperatorConfiguration parse(String yaml) {
        try {
            Document document = YAML.readValue(yaml.isBlank() ? "{}" : yaml, Document.class);
            return document.configuration();
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new ConfigurationException("The operator's configuration is wrong: " + e.getMessage(), e);
        }
    }
}
