package io.eventtopology.planner.findings;

import io.eventtopology.crds.Finding;
import io.eventtopology.crds.KafkaAuthType;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.KafkaCluster;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedSubscription;
import io.eventtopology.planner.model.ResolvedTopology;
import io.eventtopology.planner.naming.Names;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the ACLs of services do not keep others from at Kafka, and what they keep the service itself from. */
final class AccessHazards {
    private static final String AUTH = "spec.broker.kafka.auth";

    private AccessHazards() {}

    /** What others may do to the topics of a topology whose services authenticate. */
    static Stream<Finding> of(ResolvedTopology topology) {
        KafkaCluster cluster = topology.kafka();
        if (cluster == null || topology.auth() == KafkaAuthType.NONE) {
            return Stream.empty();
        }
        boolean anonymous = cluster.listeners().containsKey(KafkaAuthType.NONE);
        if (cluster.withoutAcls()) {
            return Stream.of(FindingCode.AclsNotEnforced.at(
                    AUTH,
                    "Kafka cluster " + cluster.id()
                            + " takes no ACLs: unless its brokers have other rules, who authenticates may use every topic and every consumer group there"
                            + (anonymous ? ", and so may who does not." : "."),
                    "Ask the administrator for an authorization in Kafka " + cluster.id()
                            + " (spec.kafka.authorization), for example of type simple."));
        }
        return anonymous
                ? Stream.of(FindingCode.AnonymousListener.at(
                        AUTH,
                        "Kafka cluster " + cluster.id()
                                + " has a listener without authentication too, and the ACLs of services say nothing of who uses it. The brokers open topics and consumer groups to anonymous clients where User:ANONYMOUS is a super user or has ACLs, and where allow.everyone.if.no.acl.found is true and there is no ACL.",
                        "Ask the administrator what anonymous clients may do there."))
                : Stream.empty();
    }

    /** A consumer group of a service that its own ACLs close to it. */
    static Stream<Finding> of(ResolvedService service) {
        Set<String> withUser = groupsOf(service, false);
        return groupsOf(service, true).stream()
                .filter(withUser::contains)
                .map(cluster -> FindingCode.AnonymousGroup.at(
                        "spec.subscribes",
                        "On Kafka cluster " + cluster
                                + " the service consumes with its user and without authentication, in one consumer group, "
                                + Names.consumerGroup(service.namespace(), service.name())
                                + ". Since the user has an ACL on the group, brokers refuse it to anonymous clients, also where allow.everyone.if.no.acl.found is true: events of topologies with auth none may not be delivered.",
                        "Give the topologies on cluster " + cluster + " one auth type, or split the service."));
    }

    /** Ids of the clusters with ACLs where the service consumes that way. */
    private static Set<String> groupsOf(ResolvedService service, boolean anonymous) {
        return service.subscribes().stream()
                .map(ResolvedSubscription::topology)
                .filter(topology -> (topology.auth() == KafkaAuthType.NONE) == anonymous)
                .map(ResolvedTopology::kafka)
                .filter(cluster -> cluster != null && !cluster.withoutAcls())
                .map(KafkaCluster::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
