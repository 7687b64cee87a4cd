package io.eventtopology.patterns.quarkus.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/**
 * What is wrong with a request.
 *
 * @param type what kind of problem; {@code about:blank} says no more than the status
 * @param title the status in words
 * @param status HTTP status
 * @param detail what is wrong, and what to do
 * @param errors each field that is wrong; left out when there is none
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FieldError> errors) {
    /** Media type of a problem. */
    public static final MediaType MEDIA_TYPE = new MediaType("application", "problem+json");

    /** Copies. */
    public Problem {
        errors = List.copyOf(errors);
    }

    /**
     * What is wrong with a field.
     *
     * @param field path of the field in the body, or name of the parameter
     * @param message what it must be
     */
    public record FieldError(String field, String message) {}

    /** A problem that the status and a sentence describe. */
    public static Problem of(Response.StatusType status, String detail) {
        return new Problem("about:blank", status.getReasonPhrase(), status.getStatusCode(), detail, List.of());
    }

    /** The answer that tells it. */
    public Response response() {
        return Response.status(status).type(MEDIA_TYPE).entity(this).build();
    }
}
