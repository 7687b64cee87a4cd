package io.eventtopology.patterns.quarkus.problem;

import jakarta.ws.rs.core.Response;

/** Ends a request with a problem. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    /** The problem that the caller is told. */
    public ProblemException(Response.StatusType status, String detail) {
        super(detail);
        this.problem = Problem.of(status, detail);
    }

    Problem problem() {
        return problem;
    }
}
