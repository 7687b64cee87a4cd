package io.eventtopology.patterns.subscribe;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eventtopology.patterns.consumer.EventConsumer;
import io.eventtopology.patterns.environment.ServiceEnvironment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an app answers on {@code GET /dapr/subscribe}, for use without the operator (format: dapr, pkg/runtime/pubsub/subscriptions.go,
 * SubscriptionJSON). With the operator, subscriptions are objects of the cluster, and the app answers with an empty list.
 */
public final class Subscriptions {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ServiceEnvironment environment;
    private final List<Subscription> subscriptions;

    /**
     * Subscriptions of a service.
     *
     * @param routes event type, which is the topic → path that gets its events
     */
    public Subscriptions(ServiceEnvironment environment, Map<String, String> routes) {
        this(
                environment,
                routes.entrySet().stream()
                        .map(route -> Subscription.of(route.getKey(), route.getValue()))
                        .toList());
    }

    /**
     * Subscriptions of a service.
     *
     * @throws IllegalArgumentException when there are two for one topic, of which Dapr would take one
     */
    public Subscriptions(ServiceEnvironment environment, List<Subscription> subscriptions) {
        Set<String> topics = new HashSet<>();
        for (Subscription subscription : subscriptions) {
            if (!topics.add(subscription.topic())) {
                throw new IllegalArgumentException("There are two subscriptions to " + subscription.topic()
                        + ": make one of them, with a rule for each route");
            }
        }
        List<Subscription> sorted = new ArrayList<>(subscriptions);
        sorted.sort(Comparator.comparing(Subscription::topic));
        this.environment = environment;
        this.subscriptions = List.copyOf(sorted);
    }

    /** The answer's body: a list, sorted by topic. */
    public String json() {
        ArrayNode list = MAPPER.createArrayNode();
        subscriptions.forEach(subscription -> add(list.addObject(), subscription));
        return list.toString();
    }

    private void add(ObjectNode json, Subscription subscription) {
        String topic = subscription.topic();
        json.put("pubsubname", environment.pubsubName()).put("topic", topic);
        if (subscription.rules().isEmpty()) {
            json.put("route", subscription.route());
        } else {
            addRules(json.putObject("routes"), subscription);
        }
        environment.deadLetterTopic(topic).ifPresent(deadLetters -> json.put("deadLetterTopic", deadLetters));
        Subscription.Bulk bulk = subscription.bulk();
        if (bulk != null) {
            json.putObject("bulkSubscribe")
                    .put("enabled", true)
                    .put("maxMessagesCount", bulk.maxMessages())
                    .put("maxAwaitDurationMs", bulk.maxAwaitMillis());
        }
    }

    private void addRules(ObjectNode routes, Subscription subscription) {
        ArrayNode rules = routes.putArray("rules");
        subscription
                .rules()
                .forEach(rule -> rules.addObject().put("match", rule.match()).put("path", rule.path()));
        String unmatched = subscription.route();
        if (unmatched == null
                && environment.deadLetterTopic(subscription.topic()).isPresent()) {
            unmatched = EventConsumer.IGNORED;
        }
        if (unmatched != null) {
            routes.put("default", unmatched);
        }
    }
}
