package io.eventtopology.tools.proxy;

/** What became of a proxied request. */
public enum Outcome {
    /** The API server's answer reached the client. */
    ANSWERED,
    /** The proxy answered with a fault; the API server never saw the request. */
    INJECTED,
    /** The API server answered, the client got a closed connection. */
    REPLY_KILLED,
    /** The API server could not be reached; the client got a closed connection. */
    UNREACHABLE
}
