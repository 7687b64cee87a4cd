package io.eventtopology.planner.dapr;

import io.eventtopology.crds.Bulk;
import io.eventtopology.crds.dapr.BulkSubscribe;
import io.eventtopology.crds.dapr.Subscription;
import io.eventtopology.crds.dapr.SubscriptionRoutes;
import io.eventtopology.crds.dapr.SubscriptionRule;
import io.eventtopology.crds.dapr.SubscriptionSpec;
import io.eventtopology.planner.dapr.PubSub.Role;
import io.eventtopology.planner.model.BrokerKind;
import io.eventtopology.planner.model.DurationText;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedSubscription;
import io.eventtopology.planner.naming.Names;
import io.eventtopology.planner.naming.ObjectMetas;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Renders Dapr Subscriptions: one for each event of a service, and one for each dead-letter topic that needs a holder. */
final class SubscriptionRenderer {
    private static final int BULK_MESSAGES = 100;
    private static final int BULK_AWAIT_MILLIS = 1000;
    /**
     * A condition that fails to evaluate for every event: daprd then answers the broker with an error and calls no app
     * (pkg/runtime/subscription/subscription.go), so that the broker keeps the event. Its text shows in daprd's log.
     */
    private static final String NEVER = "int('dead letters are kept on the broker, not delivered') == 0";

    private final ResolvedService service;
    private final ObjectMetas metas;

    SubscriptionRenderer(ResolvedService service, ObjectMetas metas) {
        this.service = service;
        this.metas = metas;
    }

    /** The subscriptions that go through a component. */
    List<Subscription> render(PubSub pubSub) {
        return pubSub.subscriptions().stream()
                .map(s -> pubSub.role() == Role.DEAD_LETTERS ? holder(pubSub, s) : subscription(pubSub, s))
                .toList();
    }

    private Subscription subscription(PubSub pubSub, ResolvedSubscription subscription) {
        String event = subscription.event().type();
        return object(
                Names.subscription(service.name(), event),
                new SubscriptionSpec(
                        pubSub.name(),
                        event,
                        routes(subscription),
                        subscription.hasDeadLetterTopic() ? deadLetterTopic(subscription) : null,
                        bulk(subscription.bulk()),
                        Map.of()));
    }

    private Subscription holder(PubSub pubSub, ResolvedSubscription subscription) {
        String topic = deadLetterTopic(subscription);
        // RabbitMQ's name for a queue would be group and topic, which can be longer than it allows (255).
        Map<String, String> metadata = BrokerKind.of(pubSub.topology().broker()) == BrokerKind.RABBITMQ
                ? Map.of("queueName", topic)
                : Map.of();
        return object(
                Names.deadLetterSubscription(
                        service.name(), subscription.event().type()),
                new SubscriptionSpec(
                        pubSub.name(),
                        topic,
                        new SubscriptionRoutes(null, List.of(new SubscriptionRule(NEVER, "/"))),
                        null,
                        null,
                        metadata));
    }

    private String deadLetterTopic(ResolvedSubscription subscription) {
        return Names.deadLetterTopic(subscription, service.namespace(), service.name());
    }

    private static SubscriptionRoutes routes(ResolvedSubscription subscription) {
        String match = subscription.match();
        return new SubscriptionRoutes(
                subscription.defaultPath(),
                match == null ? List.of() : List.of(new SubscriptionRule(match, subscription.route())));
    }

    private static @Nullable BulkSubscribe bulk(@Nullable Bulk bulk) {
        if (bulk == null) {
            return null;
        }
        return new BulkSubscribe(
                true,
                bulk.maxMessages() != null ? bulk.maxMessages() : BULK_MESSAGES,
                bulk.maxAwait() != null
                        ? Math.toIntExact(DurationText.parse(bulk.maxAwait()).toMillis())
                        : BULK_AWAIT_MILLIS);
    }

    private Subscription object(String name, SubscriptionSpec spec) {
        Subscription object = new Subscription();
        object.setMetadata(metas.named(name));
        object.setSpec(spec);
        object.setScopes(List.of(service.appId()));
        return object;
    }
}
