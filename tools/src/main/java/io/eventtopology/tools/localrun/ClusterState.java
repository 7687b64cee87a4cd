package io.eventtopology.tools.localrun;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All objects at one moment.
 *
 * @param deployments those whose pods get a sidecar, not yet deleted
 * @param services all Services
 * @param dapr Dapr objects as JSON
 */
record ClusterState(List<Deployment> deployments, List<Service> services, List<ObjectNode> dapr) {
    static final ObjectMapper JSON = new ObjectMapper()
            .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
            .configure(SerializationFeature.INDENT_OUTPUT, true);

    private static final String GROUP = "dapr.io/";

    static ClusterState of(Collection<? extends HasMetadata> objects) {
        List<Deployment> deployments = new ArrayList<>();
        List<Service> services = new ArrayList<>();
        List<ObjectNode> dapr = new ArrayList<>();
        for (HasMetadata object : objects) {
            if (object.getMetadata().getDeletionTimestamp() != null) {
                continue;
            }
            if (isKind(object, "apps/v1", "Deployment")) {
                Deployment deployment = typed(object, Deployment.class);
                if ("true".equals(annotations(deployment).get("dapr.io/enabled"))) {
                    deployments.add(deployment);
                }
            } else if (isKind(object, "v1", "Service")) {
                services.add(typed(object, Service.class));
            } else if (object.getApiVersion().startsWith(GROUP)) {
                dapr.add(JSON.valueToTree(object));
            }
        }
        return new ClusterState(deployments, services, dapr);
    }

    /** Annotations of a Deployment's pods; never null. */
    static Map<String, String> annotations(Deployment deployment) {
        var metadata = deployment.getSpec().getTemplate().getMetadata();
        return metadata == null || metadata.getAnnotations() == null ? Map.of() : metadata.getAnnotations();
    }

    /** The Dapr objects of a kind that an app's sidecar loads, in the order of their names. */
    List<ObjectNode> inScope(String kind, String namespace, String appId) {
        return dapr.stream()
                .filter(object -> is(object, kind, namespace))
                .filter(object -> isInScope(object.path("scopes"), appId))
                .sorted((a, b) -> name(a).compareTo(name(b)))
                .toList();
    }

    /** A Dapr Configuration. */
    Optional<ObjectNode> configuration(String namespace, String name) {
        return dapr.stream()
                .filter(object ->
                        is(object, "Configuration", namespace) && name(object).equals(name))
                .findFirst();
    }

    static String name(JsonNode object) {
        return object.path("metadata").path("name").asText();
    }

    /** An object as text: equal for equal content. */
    static String text(Object object) {
        try {
            return JSON.writeValueAsString(object);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new UncheckedIOException("Cannot write as JSON: " + object, e);
        }
    }

    private static boolean is(JsonNode object, String kind, String namespace) {
        return object.path("kind").asText().equals(kind)
                && object.path("metadata").path("namespace").asText().equals(namespace);
    }

    private static boolean isInScope(JsonNode scopes, String appId) {
        if (scopes.isEmpty()) {
            return true;
        }
        for (JsonNode scope : scopes) {
            if (scope.asText().equals(appId)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isKind(HasMetadata object, String apiVersion, String kind) {
        return apiVersion.equals(object.getApiVersion()) && kind.equals(object.getKind());
    }

    private static <T> T typed(HasMetadata object, Class<T> type) {
        return type.isInstance(object) ? type.cast(object) : JSON.convertValue(object, type);
    }
}
