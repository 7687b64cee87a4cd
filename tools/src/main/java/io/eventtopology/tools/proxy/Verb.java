package io.eventtopology.tools.proxy;

/** What a request asks of the API server, as Kubernetes' own authorization names it. */
public enum Verb {
    GET,
    LIST,
    WATCH,
    CREATE,
    UPDATE,
    PATCH,
    DELETE,
    DELETE_COLLECTION;

    /** Whether the request changes the state of the cluster. */
    public boolean isWrite() {
        return this != GET && this != LIST && this != WATCH;
    }
}
