package io.eventtopology.patterns.subscribe;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eventtopology.patterns.environment.ServiceEnvironment;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an app answers on {@code GET /dapr/subscribe}, for use without the operator. With it, subscriptions are objects of the cluster, and the
 * app answers with an empty list: an event subscribed to in both ways would be delivered by whichever Dapr reads last.
 */
public final class Subscriptions {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ServiceEnvironment environment;
    private final Map<String, String> routes;

    /**
     * Subscriptions of a service.
     *
     * @param routes event type, which is the topic → path that gets its events
     */
    public Subscriptions(ServiceEnvironment environment, Map<String, String> routes) {
        this.environment = environment;
        this.routes = new TreeMap<>(routes);
    }

    /** The answer's body: a list, sorted by topic. */
    public String json() {
        ArrayNode subscriptions = MAPPER.createArrayNode();
        routes.forEach((topic, path) -> {
            ObjectNode subscription = subscriptions
                    .addObject()
                    .put("pubsubname", environment.pubsubName())
                    .put("topic", topic)
                    .put("route", path);
            environment
                    .deadLetterTopic(topic)
                    .ifPresent(deadLetters -> subscription.put("deadLetterTopic", deadLetters));
        });
        return subscriptions.toString();
    }
}
