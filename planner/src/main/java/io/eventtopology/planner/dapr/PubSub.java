package io.eventtopology.planner.dapr;

import io.eventtopology.planner.model.BrokerKind;
import io.eventtopology.planner.model.BrokerKind.DeadLetterHolder;
import io.eventtopology.planner.model.ResolvedDelivery;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedSubscription;
import io.eventtopology.planner.model.ResolvedTopology;
import io.eventtopology.planner.naming.Names;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pub/sub component of a service, and what goes through it. A service has one for each topology: a component carries one
 * credential and one retry policy. An event with a policy of its own has its own component.
 *
 * @param name name of the component
 * @param topology the topology
 * @param role what it is for
 * @param subscriptions the subscriptions that go through it, sorted by event
 * @param policy how deliveries are tried; null when nothing is delivered
 */
record PubSub(
        String name,
        ResolvedTopology topology,
        Role role,
        List<ResolvedSubscription> subscriptions,
        @Nullable ResolvedDelivery policy) {

    /** What a component is for. */
    enum Role {
        /** Publishing, and the subscriptions without a policy of their own. */
        BASE,
        /** One event with a policy of its own. */
        EVENT,
        /** Subscriptions that keep dead letters on the broker and deliver none. */
        DEAD_LETTERS
    }

    /** The components of a service, by topology, the base first. */
    static List<PubSub> of(ResolvedService service) {
        List<PubSub> all = new ArrayList<>();
        for (ResolvedTopology topology : service.usedTopologies()) {
            String base = Names.component(topology.namespace(), topology.name(), service.namespace(), service.name());
            List<ResolvedSubscription> here = service.subscribes().stream()
                    .filter(subscription -> subscription.topology().equals(topology))
                    .toList();
            List<ResolvedSubscription> common =
                    here.stream().filter(s -> !s.ownComponent()).toList();
            boolean publishes = service.publishes().stream()
                    .anyMatch(publication -> publication.topology().equals(topology));
            if (publishes || !common.isEmpty()) {
                ResolvedDelivery policy =
                        common.isEmpty() ? null : common.getFirst().delivery();
                all.add(new PubSub(base, topology, Role.BASE, common, policy));
            }
            here.stream()
                    .filter(ResolvedSubscription::ownComponent)
                    .map(s -> new PubSub(
                            Names.componentOfEvent(base, s.event().type()),
                            topology,
                            Role.EVENT,
                            List.of(s),
                            s.delivery()))
                    .forEach(all::add);
            List<ResolvedSubscription> held = here.stream()
                    .filter(ResolvedSubscription::hasDeadLetterTopic)
                    .toList();
            if (!held.isEmpty() && BrokerKind.of(topology.broker()).deadLetterHolder() == DeadLetterHolder.HELD_TOPIC) {
                all.add(new PubSub(Names.deadLetterComponent(base), topology, Role.DEAD_LETTERS, held, null));
            }
        }
        return all;
    }
}
