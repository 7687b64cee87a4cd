package io.eventtopology.tools.localrun;

/** A process of a pod. */
public enum Part {
    /** The service itself. */
    APP("app"),
    /** Its Dapr sidecar. */
    SIDECAR("daprd");

    private final String title;

    Part(String title) {
        this.title = title;
    }

    /** Name of its container, and of its files. */
    public String title() {
        return title;
    }
}
