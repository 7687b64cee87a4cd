package io.eventtopology.operator.delivery;

import java.time.Duration;

/** What can be wrong with delivery, the cause of others first; a word of the condition. */
enum Reason {
    /** A pod runs without its sidecar. */
    SidecarMissing(Duration.ofSeconds(30)),
    /** A sidecar does not answer. */
    SidecarUnreachable(Duration.ofSeconds(45)),
    /** A sidecar did not load a component. */
    ComponentNotLoaded(Duration.ofSeconds(30)),
    /** A sidecar did not load a subscription, or loaded it otherwise. */
    SubscriptionNotLoaded(Duration.ofSeconds(30)),
    /** A consumer group does not consume a topic. */
    GroupNotConsuming(Duration.ofSeconds(60));

    private final Duration grace;

    Reason(Duration grace) {
        this.grace = grace;
    }

    /** For this time it is taken for something that is about to change: a start, a rollout, a rebalance. */
    Duration grace() {
        return grace;
    }
}
