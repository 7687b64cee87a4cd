package io.eventtopology.operator.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.List;

/** Sends resources as they are, right or wrong, to a real API server, which only pretends to store them (dry run). */
final class ContractApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROOT = "/apis/eventtopology.io/v1beta1/namespaces/default/";

    private final KubernetesClient client;

    ContractApi(KubernetesClient client) {
        this.client = client;
    }

    /**
     * What the API server said.
     *
     * @param stored the resource as it would be stored; missing when it was refused
     * @param message why it was refused; empty when it was not
     * @param causes each single reason, with the path of the field
     */
    record Answer(JsonNode stored, String message, List<StatusCause> causes) {
        boolean accepted() {
            return message.isEmpty();
        }
    }

    /** Creates a resource with unknown fields refused, as kubectl does. */
    Answer create(ObjectNode resource) {
        return create(resource, "Strict");
    }

    /** @param fieldValidation Strict refuses unknown fields, Ignore drops them */
    Answer create(ObjectNode resource, String fieldValidation) {
        return send("POST", collection(resource) + "?dryRun=All&fieldValidation=" + fieldValidation, resource);
    }

    /** Replaces the status of a resource that is stored already. */
    Answer replaceStatus(ObjectNode resource) {
        String name = resource.at("/metadata/name").asText();
        return send("PUT", collection(resource) + "/" + name + "/status?dryRun=All&fieldValidation=Strict", resource);
    }

    /** Stores a resource for real. */
    ObjectNode store(ObjectNode resource) {
        Answer answer = send("POST", collection(resource), resource);
        if (!answer.accepted()) {
            throw new IllegalStateException(answer.message());
        }
        return (ObjectNode) answer.stored();
    }

    private static String collection(ObjectNode resource) {
        return ROOT + (resource.path("kind").asText().equals("EventTopology") ? "eventtopologies" : "eventservices");
    }

    private Answer send(String method, String path, ObjectNode resource) {
        try {
            return new Answer(JSON.readTree(client.raw(path, method, resource)), "", List.of());
        } catch (KubernetesClientException e) {
            Status status = e.getStatus();
            List<StatusCause> causes = status == null || status.getDetails() == null
                    ? List.of()
                    : status.getDetails().getCauses();
            return new Answer(
                    JSON.missingNode(), status == null ? String.valueOf(e.getMessage()) : status.getMessage(), causes);
        } catch (IOException e) {
            throw new IllegalStateException("The API server did not answer in JSON", e);
        }
    }
}
