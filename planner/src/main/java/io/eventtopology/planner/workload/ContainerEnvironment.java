package io.eventtopology.planner.workload;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eventtopology.crds.EnvVariable;
import io.eventtopology.crds.KafkaAuthType;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedSubscription;
import io.eventtopology.planner.naming.Names;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The environment of a container: what the service declares, and what the operator tells it. Names of the operator win, because
 * an app that looked for another component or key would lose events silently.
 */
public final class ContainerEnvironment {
    /** Name of the service's SCRAM user, for KEDA, which reads it from here. */
    static final String KAFKA_USERNAME = "KAFKA_USERNAME";

    private static final String APP_ID = "APP_ID";
    private static final String SERVICE_PORT = "SERVICE_PORT";
    private static final String EVENT_KEYS = "EVENT_KEYS";
    private static final String EVENT_SCHEMAS = "EVENT_SCHEMAS";
    private static final String DELIVERY_ATTEMPTS = "DELIVERY_ATTEMPTS";
    private static final String DEAD_LETTER_TOPICS = "DEAD_LETTER_TOPICS";
    private static final String PUBSUB_NAME = "PUBSUB_NAME";
    private static final Pattern EXPANDED_DOLLAR = Pattern.compile("\\$(?=[$(])");
    private static final Map<String, String> PRESET_DATABASE = Map.of(
            "QUARKUS_DATASOURCE_JDBC_URL", "url",
            "QUARKUS_DATASOURCE_USERNAME", "username",
            "QUARKUS_DATASOURCE_PASSWORD", "password");
    private static final Map<String, String> IMAGE_DATABASE = Map.of(
            "DATABASE_URL", "url",
            "DATABASE_USERNAME", "username",
            "DATABASE_PASSWORD", "password");

    private ContainerEnvironment() {}

    /** Names that a service declares although the operator sets them, sorted: the declared value has no effect. */
    public static List<String> overridden(ResolvedService service) {
        // Most declare none, and then there is no need to know what we would set.
        return service.env().isEmpty() ? List.of() : overridden(service, ours(service, Map.of()));
    }

    private static List<String> overridden(ResolvedService service, SortedMap<String, EnvVar> ours) {
        return service.env().stream()
                .map(EnvVariable::name)
                .filter(name ->
                        ours.containsKey(name) || name.equals(PUBSUB_NAME) || name.startsWith(PUBSUB_NAME + "_"))
                .sorted()
                .toList();
    }

    /** All variables, sorted by name. */
    static List<EnvVar> of(ResolvedService service, SidecarSettings sidecar) {
        SortedMap<String, EnvVar> ours = ours(service, sidecar.pubsubNames());
        SortedMap<String, EnvVar> variables = new TreeMap<>();
        service.env().forEach(declared -> variables.put(declared.name(), variable(declared)));
        overridden(service, ours).forEach(variables::remove);
        variables.putAll(ours);
        return List.copyOf(variables.values());
    }

    private static SortedMap<String, EnvVar> ours(ResolvedService service, Map<String, String> pubsubNames) {
        SortedMap<String, EnvVar> ours = new TreeMap<>();
        put(ours, APP_ID, service.appId());
        put(ours, SERVICE_PORT, Integer.toString(service.port()));
        put(ours, EVENT_KEYS, unexpanded(eventKeys(service)));
        put(ours, EVENT_SCHEMAS, unexpanded(EventSchemas.of(service).json()));
        put(ours, DELIVERY_ATTEMPTS, deliveryAttempts(service));
        put(ours, DEAD_LETTER_TOPICS, deadLetterTopics(service));
        if (service.preset() != null) {
            put(ours, "QUARKUS_HTTP_PORT", Integer.toString(service.port()));
        }
        if (usesScram(service)) {
            put(ours, KAFKA_USERNAME, Names.kafkaUser(service.namespace(), service.name()));
        }
        pubsubNames.forEach((name, component) -> put(ours, name, component));
        String database = service.databaseSecret();
        if (database != null) {
            (service.preset() == null ? IMAGE_DATABASE : PRESET_DATABASE)
                    .forEach((name, key) -> ours.put(name, fromSecret(name, database, key)));
        }
        return ours;
    }

    /**
     * JSON that means the same and that Kubernetes leaves as it is: it would read {@code $(NAME)} as a variable and {@code $$} as
     * one dollar sign (third_party/forked/golang/expansion), and both occur in patterns.
     */
    private static String unexpanded(String json) {
        return EXPANDED_DOLLAR.matcher(json).replaceAll("\\\\u0024");
    }

    private static void put(Map<String, EnvVar> variables, String name, String value) {
        variables.put(name, new EnvVarBuilder().withName(name).withValue(value).build());
    }

    private static EnvVar variable(EnvVariable declared) {
        if (declared.secretKeyRef() != null) {
            return fromSecret(
                    declared.name(),
                    declared.secretKeyRef().name(),
                    declared.secretKeyRef().key());
        }
        EnvVarBuilder variable = new EnvVarBuilder().withName(declared.name());
        if (declared.configMapKeyRef() != null) {
            return variable.withNewValueFrom()
                    .withNewConfigMapKeyRef()
                    .withName(declared.configMapKeyRef().name())
                    .withKey(declared.configMapKeyRef().key())
                    .endConfigMapKeyRef()
                    .endValueFrom()
                    .build();
        }
        // The API server drops an empty value.
        String value = declared.value();
        return variable.withValue(value == null || value.isEmpty() ? null : value)
                .build();
    }

    private static EnvVar fromSecret(String name, String secret, String key) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewSecretKeyRef()
                .withName(secret)
                .withKey(key)
                .endSecretKeyRef()
                .endValueFrom()
                .build();
    }

    /** Event type → path of its ordering key, for what the service publishes; as JSON. */
    private static String eventKeys(ResolvedService service) {
        ObjectNode keys = JsonNodeFactory.instance.objectNode();
        service.publishes().stream()
                .map(publication -> publication.event())
                .filter(event -> event.key() != null)
                .forEach(event -> keys.put(event.type(), event.key()));
        return keys.toString();
    }

    /** Event type → its dead-letter topic, for what the service consumes; as JSON. */
    private static String deadLetterTopics(ResolvedService service) {
        ObjectNode topics = JsonNodeFactory.instance.objectNode();
        service.subscribes().stream()
                .filter(ResolvedSubscription::hasDeadLetterTopic)
                .forEach(subscription -> topics.put(
                        subscription.event().type(),
                        Names.deadLetterTopic(subscription, service.namespace(), service.name())));
        return topics.toString();
    }

    /** Event type → attempts in all before it goes to the dead-letter topic, for what the service consumes; as JSON. */
    private static String deliveryAttempts(ResolvedService service) {
        ObjectNode attempts = JsonNodeFactory.instance.objectNode();
        service.subscribes().stream()
                .filter(ResolvedSubscription::hasDeadLetterTopic)
                .forEach(subscription -> attempts.put(
                        subscription.event().type(), subscription.delivery().maxAttempts()));
        return attempts.toString();
    }

    private static boolean usesScram(ResolvedService service) {
        return service.subscribes().stream()
                .anyMatch(subscription -> subscription.topology().auth() == KafkaAuthType.SCRAM_SHA_512);
    }
}
