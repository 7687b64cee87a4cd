package io.eventtopology.operator.status;

/** Types of conditions, in the order in which people read them. */
public enum ConditionType {
    /** All that was declared works. */
    Ready,
    /** The operator, or somebody it waits for, is at work (kstatus). */
    Reconciling,
    /** Somebody has to do something (kstatus). */
    Stalled,
    /** The declaration makes sense. */
    Valid,
    /** Topics, dead-letter topics included, exist as declared. */
    TopicsReady,
    /** Components, policies, users and credentials are in place. */
    PubSubReady,
    /** Subscriptions are in place. */
    SubscriptionsReady,
    /** Pods run. */
    WorkloadsReady,
    /** Sidecars run, have loaded what was declared, and consume it; said only where delivery verification is enabled. */
    DeliveryVerified
}
