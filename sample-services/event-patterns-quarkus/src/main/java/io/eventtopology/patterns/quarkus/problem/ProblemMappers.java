package io.eventtopology.patterns.quarkus.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.eventtopology.patterns.quarkus.DatabaseException;
import io.eventtopology.patterns.quarkus.problem.Problem.FieldError;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.Comparator;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every error becomes a problem that says what to do and gives nothing away. */
public final class ProblemMappers {
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    @ServerExceptionMapper
    Response problem(ProblemException e) {
        return e.problem().response();
    }

    @ServerExceptionMapper
    Response invalid(ConstraintViolationException e) {
        return new Problem(
                        "about:blank",
                        Status.BAD_REQUEST.getReasonPhrase(),
                        Status.BAD_REQUEST.getStatusCode(),
                        "The request is not valid; errors names each field",
                        e.getConstraintViolations().stream()
                                .map(violation -> new FieldError(field(violation), violation.getMessage()))
                                .sorted(Comparator.comparing(FieldError::field).thenComparing(FieldError::message))
                                .toList())
                .response();
    }

    @ServerExceptionMapper
    Response unreadable(JsonProcessingException e) {
        return Problem.of(Status.BAD_REQUEST, "The body is not the JSON that was expected: " + e.getOriginalMessage())
                .response();
    }

    /** Of the same kind, but Quarkus has a mapper of its own for it, which would be nearer than the one above. */
    @ServerExceptionMapper
    Response mismatched(MismatchedInputException e) {
        return unreadable(e);
    }

    @ServerExceptionMapper
    Response unavailable(DatabaseException e) {
        LOG.error("A request failed because the database did not do its part", e);
        return Problem.of(Status.SERVICE_UNAVAILABLE, "The service cannot reach its data; try again later")
                .response();
    }

    @ServerExceptionMapper
    Response refused(WebApplicationException e) {
        if (e.getCause() instanceof JsonProcessingException cause) {
            return unreadable(cause);
        }
        Response response = e.getResponse();
        if (response.hasEntity() || response.getStatus() < 400) {
            return response;
        }
        return Problem.of(response.getStatusInfo(), response.getStatusInfo().getReasonPhrase())
                .response();
    }

    @ServerExceptionMapper
    Response unexpected(Exception e) {
        LOG.error("A request failed", e);
        return Problem.of(Status.INTERNAL_SERVER_ERROR, "The service failed; its log says why")
                .response();
    }

    /** Without the method's name, and without the parameter's where that is the body. */
    private static String field(ConstraintViolation<?> violation) {
        StringBuilder field = new StringBuilder();
        int depth = 0;
        for (Path.Node node : violation.getPropertyPath()) {
            if (depth++ == 0) {
                continue;
            }
            field.append(field.isEmpty() ? "" : ".").append(node);
        }
        String text = field.toString();
        return text.startsWith("body.") ? text.substring("body.".length()) : text;
    }
}
