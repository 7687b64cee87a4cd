package io.eventtopology.patterns.quarkus.problem;

import jakarta.ws.rs.core.Response;
import java.util.List;

/** Ends a request with a problem. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    /** The problem that the caller is told. */
    public ProblemException(Response.StatusType status, String detail) {
        super(detail);
        this.problem = Problem.of(status, detail);
    }

    /** The same for a status that Jakarta REST does not name. */
    public ProblemException(int status, String title, String detail) {
        super(detail);
        this.problem = new Problem("about:blank", title, status, detail, List.of());
    }

    Problem problem() {
        return problem;
    }
}
