package io.eventtopology.tools.module;

/** A Go module could not be brought. The message says what was tried and what to do. */
public final class ModuleUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ModuleUnavailableException(String message) {
        super(message);
    }
}
