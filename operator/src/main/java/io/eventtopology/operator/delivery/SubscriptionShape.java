package io.eventtopology.operator.delivery;

import java.util.List;

/**
 * A subscription as a sidecar shows it: what of it can be compared.
 *
 * @param pubsub name of the component
 * @param topic name of the topic
 * @param deadLetterTopic topic for events that failed for good; empty without
 * @param rules where events go, the first that matches wins; a default route is the last rule, with an empty match
 */
record SubscriptionShape(String pubsub, String topic, String deadLetterTopic, List<Rule> rules) {
    SubscriptionShape {
        rules = List.copyOf(rules);
    }

    /**
     * One rule.
     *
     * @param match CEL expression; empty for every event
     * @param path path of the app
     */
    record Rule(String match, String path) {}

    boolean isOfSameTopic(SubscriptionShape other) {
        return pubsub.equals(other.pubsub) && topic.equals(other.topic);
    }
}
