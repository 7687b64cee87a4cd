package io.eventtopology.patterns.quarkus;

import io.eventtopology.patterns.consumer.EventHandler;

/**
 * What a service does about an event type. A service has a bean of this class for each, usually by a producer:
 *
 * <pre>{@code
 * @Produces
 * @Singleton
 * static EventSubscription todoCreated(Messages messages) {
 *     return new EventSubscription("todos.task.created", "/events/todo-created", messages::todoCreated);
 * }
 * }</pre>
 *
 * @param type the event type, which is also the topic; {@code todos.task.*} stands for every action, which only the operator's
 *     subscriptions can tell one by one
 * @param path where Dapr delivers it, the {@code route} of the EventService's subscription; begins with {@code /events/} and may end
 *     with {@code *}
 * @param handler handles it
 */
public record EventSubscription(String type, String path, EventHandler handler) {
    static final String PREFIX = "/events/";

    /** Checks. */
    public EventSubscription {
        if (!path.startsWith(PREFIX)) {
            throw new IllegalArgumentException(
                    "Events of type " + type + " must be delivered below " + PREFIX + ", not to " + path);
        }
    }

    boolean namesOneType() {
        return !type.endsWith("*");
    }
}
