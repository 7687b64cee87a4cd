package io.eventtopology.tools.broker;

/** A broker's programs cannot be had on this machine. The message says why and what to install. */
public final class BrokerUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what was tried and what to do. */
    public BrokerUnavailableException(String message) {
        super(message);
    }
}
