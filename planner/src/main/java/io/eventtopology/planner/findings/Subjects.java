package io.eventtopology.planner.findings;

/** Paths of members that findings are about: list entries by what names them. */
final class Subjects {
    /** The broker of a topology. */
    static final String BROKER = "spec.broker";
    /** The scaling of a service. */
    static final String SCALING = "spec.scaling";

    private Subjects() {}

    /** An event of a topology. */
    static String event(String type) {
        return "spec.events[" + type + "]";
    }

    /** A publication of a service. */
    static String publication(String type) {
        return "spec.publishes[" + type + "]";
    }

    /** A subscription of a service. */
    static String subscription(String type) {
        return "spec.subscribes[" + type + "]";
    }
}
