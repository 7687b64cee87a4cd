package io.eventtopology.planner.model;

import io.eventtopology.crds.Finding;

/**
 * Every kind of finding: its code, which is the name of the constant, and how bad it is. Codes are part of the contract:
 * people filter and silence by them, so they are never renamed.
 */
public enum FindingCode {
    /** A member of a stored spec cannot be read, or a required one is missing. */
    UnreadableSpec(Severity.Error),
    /** The topology that a service names does not exist. */
    TopologyNotFound(Severity.Error),
    /** The topology that a service names does not allow the namespace of the service. */
    TopologyNotAllowed(Severity.Error),
    /** A service publishes or consumes an event that its topology does not declare. */
    UndeclaredEvent(Severity.Error),
    /** The Kafka cluster is neither configured nor a Strimzi Kafka object, or its address is not known yet. */
    ClusterNotFound(Severity.Error),
    /** The administrator does not allow the Kafka cluster to the namespace of the topology. */
    ClusterNotAllowed(Severity.Error),
    /** The Kafka cluster has no listener for the way in which the topology authenticates. */
    NoListenerForAuth(Severity.Error),
    /** A service would need two identities on one Kafka cluster. */
    MixedKafkaAuth(Severity.Error),
    /** A service would need two KafkaUsers of one name, on Strimzi clusters of one namespace. */
    TwoKafkaUsers(Severity.Error),
    /** An older topology declares the same topic on the same cluster, or on a Strimzi cluster of the same namespace. */
    TopicClaimed(Severity.Error),
    /** The name of an event or dead-letter topic is longer than Kafka allows. */
    TopicNameTooLong(Severity.Error),
    /** The broker has one topic for two events of the topology. */
    TopicNameShared(Severity.Error),
    /** An older service of the namespace has the same Dapr app id. */
    AppIdClaimed(Severity.Error),
    /** The component of the service would have the name of the component of an older service. */
    ComponentNameClaimed(Severity.Error),
    /** Another topology of the namespace has the bundled service already. */
    BundledServiceClaimed(Severity.Error),
    /** The port of the app is one of the ports of its sidecar. */
    PortOfSidecar(Severity.Error),
    /** The administrator set no image for a bundled service. */
    BundledImageMissing(Severity.Error),
    /** The new schema of an event breaks readers or writers of the accepted one. */
    SchemaBreak(Severity.Error),
    /** Events that do not match shall be dead-lettered, but there is no dead letter: Dapr would drop them. */
    UnmatchedDeadLetterLost(Severity.Error),
    /** Events that do not match go to a built-in path of the service, which the service must answer. */
    UnmatchedNeedsRoute(Severity.Warning),
    /** The ConfigMap, or its key, that holds the schema of an event does not exist. */
    SchemaNotFound(Severity.Warning),
    /** The schema of an event is not JSON. */
    SchemaUnreadable(Severity.Warning),
    /** The accepted schema of an event does not fit into the status of its topology: changes are not compared with it. */
    SchemaNotKept(Severity.Warning),
    /** The schema of an event does not fit into the environment of a service that publishes it. */
    SchemaNotChecked(Severity.Warning),
    /** A called service does not exist in the namespace. */
    CalleeNotFound(Severity.Warning),
    /** No service publishes an event. */
    EventWithoutPublisher(Severity.Info),
    /** No service consumes an event. */
    EventWithoutConsumer(Severity.Info),
    /** Services may answer each other's events in a circle. */
    EventCycle(Severity.Info),
    /** One attempt and a dead letter: the first failure dead-letters. */
    DeadLetterWithoutRetry(Severity.Warning),
    /** While a circuit breaker on deliveries is open, healthy events are dead-lettered. */
    BreakerWithDeadLetter(Severity.Warning),
    /** Without a dead letter on Kafka, an event that always fails blocks its partition. */
    NoDeadLetter(Severity.Warning),
    /** The exponential schedule lasts longer than 15 minutes, where Dapr stops it. */
    BackoffEndsEarly(Severity.Warning),
    /** More partitions for an event with an ordering key: events of one key can change partition. */
    PartitionsOfKeyedEvent(Severity.Warning),
    /** Fewer partitions than the topic has: refused, because Kafka never lowers the number. */
    PartitionDecrease(Severity.Error),
    /** Another number of replicas than the topic has: refused. */
    ReplicasChanged(Severity.Error),
    /** A declared environment variable has no effect, because the operator sets it. */
    EnvOverridden(Severity.Warning),
    /** Scaling by lag is declared, but KEDA is not installed. */
    KedaMissing(Severity.Warning),
    /** A deprecated event still has publishers or consumers. */
    DeprecatedEvent(Severity.Warning),
    /** The topology moved to another broker: events that are not consumed yet stay on the old one. */
    BrokerChanged(Severity.Warning),
    /** The broker does not keep the order of events with one key. */
    OrderByKeyLost(Severity.Warning),
    /** The broker cannot replay events to a new or reset consumer. */
    ReplayLost(Severity.Info),
    /** The broker does not keep events for the declared retention. */
    RetentionLost(Severity.Warning),
    /** Nobody on the broker holds dead letters: failed events are redelivered by the broker instead. */
    DeadLetterWithoutHolder(Severity.Warning),
    /** Events never leave the service that publishes them. */
    InMemoryBroker(Severity.Warning),
    /** Services authenticate at Kafka brokers that take no ACLs, so that everybody may do everything. */
    AclsNotEnforced(Severity.Warning),
    /** The Kafka cluster has a listener without authentication beside the one for users with ACLs. */
    AnonymousListener(Severity.Info),
    /** A service consumes in one group with a user and without, and the ACL of the user closes the group to the other. */
    AnonymousGroup(Severity.Warning),
    /** Order is kept within an event type only; the service consumes several types with one key. */
    OrderAcrossTypes(Severity.Info),
    /** The scaling group does not match the consumer group, or the broker has no lag to scale by. */
    ScalingGroup(Severity.Warning);

    private final Severity severity;

    FindingCode(Severity severity) {
        this.severity = severity;
    }

    /** How bad it is. */
    public Severity severity() {
        return severity;
    }

    /**
     * Whether the plan of a topology wants nothing because of it. What is wrong with one event leaves that event as it is, and
     * holds up nothing else of the topology.
     */
    public boolean stopsTopology() {
        return severity == Severity.Error
                && !isAboutOneTopic()
                && this != TopicClaimed
                && this != SchemaBreak
                && this != BundledServiceClaimed;
    }

    /** Whether the plan of a service wants nothing because of it. */
    public boolean stopsService() {
        return severity == Severity.Error && !isAboutOneTopic();
    }

    /**
     * Whether nothing may be let go of because of it: what a plan leaves out for such an error may still be wanted. A topic that
     * another topology claims, for one, was perhaps ours.
     */
    public boolean keepsWhatLeft() {
        return severity == Severity.Error && !isAboutOneTopic() && this != SchemaBreak && this != BundledServiceClaimed;
    }

    private boolean isAboutOneTopic() {
        return this == PartitionDecrease || this == ReplicasChanged;
    }

    /**
     * A finding of this code.
     *
     * @param subject path of the member in the resource, for example {@code spec.subscribes[todos.task.created]}: list entries
     *     by what names them, never by position
     * @param message what is wrong and what follows from it, in whole sentences
     * @param fix what to do, as an instruction in whole sentences
     */
    public Finding at(String subject, String message, String fix) {
        return new Finding(name(), severity.name(), subject, message, fix);
    }
}
