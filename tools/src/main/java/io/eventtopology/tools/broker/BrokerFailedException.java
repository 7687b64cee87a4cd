package io.eventtopology.tools.broker;

/** A broker does not run as it should. The message ends with the last lines of its log. */
public final class BrokerFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what is wrong and the broker's last words. */
    public BrokerFailedException(String message) {
        super(message);
    }
}
