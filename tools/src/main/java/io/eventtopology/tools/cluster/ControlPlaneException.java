package io.eventtopology.tools.cluster;

/** The control plane could not start or do what was asked; the message ends with the log of the program at fault. */
public final class ControlPlaneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ControlPlaneException(String message) {
        super(message);
    }

    ControlPlaneException(String message, Throwable cause) {
        super(message, cause);
    }
}
