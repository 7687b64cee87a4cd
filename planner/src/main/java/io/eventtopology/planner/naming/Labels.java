package io.eventtopology.planner.naming;

/** Labels and annotations of the objects that the operator writes. */
public final class Labels {
    /** Who manages the object. */
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    /** Value of {@link #MANAGED_BY}, and the field manager of server-side apply. */
    public static final String OPERATOR = "event-topology-operator";
    /** Kind of the owner: EventTopology or EventService. */
    public static final String OWNER_KIND = "eventtopology.io/owner-kind";
    /** Namespace of the owner. */
    public static final String OWNER_NAMESPACE = "eventtopology.io/owner-namespace";
    /** Name of the owner. */
    public static final String OWNER_NAME = "eventtopology.io/owner-name";
    /** Annotation of a topic that was left in place: namespace/name of the topology or service it belonged to. */
    public static final String RETAINED_FROM = "eventtopology.io/retained-from";

    private Labels() {}
}
