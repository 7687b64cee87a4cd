package io.eventtopology.planner.workload;

import io.eventtopology.crds.KafkaAuthType;
import io.eventtopology.crds.Scaling;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedSubscription;
import io.eventtopology.planner.naming.Names;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Renders scaling by consumer lag: a ScaledObject with one trigger for each Kafka subscription, and how KEDA gets at each
 * cluster. Member names are those of KEDA's {@code keda.sh/v1alpha1} and of its Kafka scaler (pkg/scalers/kafka_scaler.go).
 */
final class LagScaling {
    private static final String API_VERSION = "keda.sh/v1alpha1";
    private static final int LAG_THRESHOLD = 100;
    private static final int POLLING_SECONDS = 30;
    private static final int COOLDOWN_SECONDS = 300;
    /** Without a version KEDA speaks as a client of Kafka 1.0, which Kafka 4 no longer understands (KIP-896). */
    private static final String CLIENT_VERSION = "2.1.0";

    private LagScaling() {}

    /** Whether a subscription has a consumer lag to scale by. */
    static boolean hasLag(ResolvedService service) {
        return service.subscribes().stream()
                .anyMatch(subscription ->
                        LagSource.of(service, subscription.topology()).isPresent());
    }

    /** The objects that KEDA reads: access to each cluster, and the ScaledObject. */
    static List<HasMetadata> of(ResolvedService service, Scaling scaling) {
        SortedMap<String, HasMetadata> authentications = new TreeMap<>();
        List<Map<String, Object>> triggers = new ArrayList<>();
        for (ResolvedSubscription subscription : service.subscribes()) {
            LagSource.of(service, subscription.topology()).ifPresent(source -> {
                String secret = source.secret();
                if (secret != null) {
                    authentications.merge(
                            secret,
                            authentication(service, source, secret),
                            // What a user needs includes what it takes to trust the brokers.
                            (known, next) -> source.auth() == KafkaAuthType.NONE ? known : next);
                }
                triggers.add(trigger(service, scaling, subscription, source));
            });
        }
        List<HasMetadata> objects = new ArrayList<>(authentications.values());
        objects.add(object(service, service.name(), "ScaledObject", scaledObject(service, scaling, triggers)));
        return objects;
    }

    private static Map<String, Object> scaledObject(
            ResolvedService service, Scaling scaling, List<Map<String, Object>> triggers) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("scaleTargetRef", sorted("apiVersion", "apps/v1", "kind", "Deployment", "name", service.name()));
        spec.put("minReplicaCount", Replicas.fewest(scaling));
        spec.put("maxReplicaCount", Replicas.most(scaling));
        spec.put("pollingInterval", POLLING_SECONDS);
        spec.put("cooldownPeriod", COOLDOWN_SECONDS);
        spec.put("triggers", triggers);
        return spec;
    }

    private static Map<String, Object> trigger(
            ResolvedService service, Scaling scaling, ResolvedSubscription subscription, LagSource source) {
        SortedMap<String, Object> metadata = new TreeMap<>();
        metadata.put("bootstrapServers", source.bootstrapServers());
        metadata.put("consumerGroup", Names.consumerGroup(service.namespace(), service.name()));
        metadata.put("topic", subscription.event().topic().name());
        metadata.put(
                "lagThreshold", Integer.toString(Objects.requireNonNullElse(scaling.lagThreshold(), LAG_THRESHOLD)));
        metadata.put("offsetResetPolicy", "earliest");
        metadata.put("version", CLIENT_VERSION);
        metadata.put("tls", source.tls() ? "enable" : "disable");
        metadata.put("sasl", source.auth() == KafkaAuthType.SCRAM_SHA_512 ? "scram_sha512" : "none");
        SortedMap<String, Object> trigger = new TreeMap<>();
        trigger.put("type", "kafka");
        trigger.put("name", subscription.event().type().replaceAll("[^a-zA-Z0-9]", "-"));
        trigger.put("metadata", metadata);
        if (source.secret() != null) {
            trigger.put("authenticationRef", sorted("name", source.secret()));
        }
        return trigger;
    }

    private static HasMetadata authentication(ResolvedService service, LagSource source, String secret) {
        List<Map<String, Object>> fromSecret = new ArrayList<>();
        Map<String, Object> spec = new LinkedHashMap<>();
        if (source.ownAuthority()) {
            fromSecret.add(parameter("ca", secret, LagSource.CA_KEY));
        }
        switch (source.auth()) {
            case TLS -> {
                fromSecret.add(parameter("cert", secret, LagSource.CERTIFICATE_KEY));
                fromSecret.add(parameter("key", secret, LagSource.PRIVATE_KEY_KEY));
            }
            case SCRAM_SHA_512 -> {
                fromSecret.add(parameter("password", secret, LagSource.PASSWORD_KEY));
                // Strimzi's user Secrets hold no user name under a key of its own.
                spec.put(
                        "env",
                        List.of(sorted(
                                "parameter",
                                "username",
                                "name",
                                ContainerEnvironment.KAFKA_USERNAME,
                                "containerName",
                                PodTemplate.CONTAINER)));
            }
            case NONE -> {}
        }
        spec.put("secretTargetRef", fromSecret);
        return object(service, secret, "TriggerAuthentication", spec);
    }

    private static Map<String, Object> parameter(String parameter, String secret, String key) {
        return sorted("parameter", parameter, "name", secret, "key", key);
    }

    /** Pairs of name and value, in an order that is always the same. */
    private static Map<String, Object> sorted(String... pairs) {
        SortedMap<String, Object> sorted = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            sorted.put(pairs[i], pairs[i + 1]);
        }
        return sorted;
    }

    private static HasMetadata object(ResolvedService service, String name, String kind, Map<String, Object> spec) {
        GenericKubernetesResource object = new GenericKubernetesResource();
        object.setApiVersion(API_VERSION);
        object.setKind(kind);
        object.setMetadata(WorkloadMetadata.of(service, name));
        object.setAdditionalProperty("spec", spec);
        return object;
    }
}
