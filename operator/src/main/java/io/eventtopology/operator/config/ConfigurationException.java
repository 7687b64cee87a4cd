package io.eventtopology.operator.config;

/** The operator's configuration cannot be used; the message says where and why. */
public class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With the sentence that people read, and the cause. */
    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
