package io.eventtopology.planner.naming;

/**
 * Names of topics at Amazon SNS. Dapr takes out of a name what is no letter, digit, dash or underscore, dots too, and cuts it
 * (components-contrib 1.16.0, pubsub/aws/snssqs/snssqs.go).
 */
public final class SnsTopics {
    private static final int LONGEST = 80;
    private static final String FIFO = ".fifo";
    private static final int LONGEST_FIFO = LONGEST - FIFO.length();

    private SnsTopics() {}

    /** The topic that Dapr makes of a name. */
    public static String of(String name, boolean fifo) {
        String stem = fifo && name.endsWith(FIFO) ? name.substring(0, name.length() - FIFO.length()) : name;
        String kept = stem.replaceAll("[^-_a-zA-Z0-9]", "");
        int longest = fifo ? LONGEST_FIFO : LONGEST;
        return kept.substring(0, Math.min(longest, kept.length())) + (fifo ? FIFO : "");
    }

    /**
     * The name for the dead letters of a service's event, of which Dapr takes nothing: that of no event, since those begin with a
     * small letter, and of no other dead letters, since namespaces and services have no underscores.
     */
    static String deadLetters(String event, String namespace, String service) {
        return Names.atMost(LONGEST_FIFO, "DLQ_" + word(event) + "_" + namespace + "_" + service);
    }

    /** An event's type without dots; each type has its own. */
    public static String word(String event) {
        return event.replace("_", "__").replace('.', '_');
    }
}
