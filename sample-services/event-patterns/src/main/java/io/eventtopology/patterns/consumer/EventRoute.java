package io.eventtopology.patterns.consumer;

/**
 * Where events of a subscription are delivered, and who handles them.
 *
 * @param path for example {@code /events/todo-created}
 * @param handler handles them
 */
public record EventRoute(String path, EventHandler handler) {
    /** Checks. */
    public EventRoute {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("The path of a route begins with /, but this is \"" + path + "\"");
        }
    }
}
