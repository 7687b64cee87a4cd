package io.eventtopology.operator.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the API server asks, as far as it matters here: the member {@code request} of an AdmissionReview of admission.k8s.io/v1.
 *
 * @param uid names the request
 * @param group group of the resource
 * @param kind kind of the resource
 * @param subresource for example status; empty for the resource itself
 * @param operation CREATE, UPDATE, DELETE or CONNECT
 * @param namespace namespace of the resource; empty for a resource without
 * @param name name of the resource
 * @param object the new object; null with DELETE
 * @param oldObject the stored object; null with CREATE
 */
record AdmissionRequest(
        String uid,
        String group,
        String kind,
        String subresource,
        String operation,
        String namespace,
        String name,
        @Nullable JsonNode object,
        @Nullable JsonNode oldObject) {

    /**
     * Reads a review.
     *
     * @return empty when it is none, or of a version that is not known
     */
    static Optional<AdmissionRequest> read(@Nullable JsonNode review) {
        if (review == null
                || !review.path("apiVersion").asText().equals("admission.k8s.io/v1")
                || !review.path("kind").asText().equals("AdmissionReview")
                || review.path("request").path("uid").asText().isEmpty()) {
            return Optional.empty();
        }
        JsonNode request = review.path("request");
        return Optional.of(new AdmissionRequest(
                request.path("uid").asText(),
                request.path("kind").path("group").asText(),
                request.path("kind").path("kind").asText(),
                request.path("subResource").asText(),
                request.path("operation").asText(),
                request.path("namespace").asText(),
                request.path("name").asText(),
                present(request.get("object")),
                present(request.get("oldObject"))));
    }

    private static @Nullable JsonNode present(@Nullable JsonNode node) {
        return node == null || node.isNull() ? null : node;
    }

    /** Whether the operator would do the same for both objects: finalizers, labels and status may differ. */
    boolean leavesSpecAlone() {
        return object != null && oldObject != null && object.path("spec").equals(oldObject.path("spec"));
    }

    /** Whether the resource only waits for its finalizers. */
    boolean isOfDeletedResource() {
        return isDeleted(object) || (operation.equals("UPDATE") && isDeleted(oldObject));
    }

    private static boolean isDeleted(@Nullable JsonNode resource) {
        return resource != null && resource.path("metadata").hasNonNull("deletionTimestamp");
    }

    /** The resource for people, for example {@code EventTopology shop/todos}. */
    String subject() {
        return kind + " " + namespace + "/" + name;
    }
}
