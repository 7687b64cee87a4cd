package io.eventtopology.patterns.consumer;

/**
 * Where events of a subscription are delivered, and who handles them.
 *
 * @param path for example {@code /events/todo-created}; with a {@code *} at its end, for example {@code /events/todo-*}, it gets all
 *     that begins so and has no route that fits better
 * @param handler handles them
 */
public record EventRoute(String path, EventHandler handler) {
    /** Checks. */
    public EventRoute {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("The path of a route begins with /, but this is \"" + path + "\"");
        }
    }

    /** Whether deliveries to {@code delivered} belong here. */
    boolean fits(String delivered) {
        return path.endsWith("*") ? delivered.startsWith(path.substring(0, path.length() - 1)) : delivered.equals(path);
    }
}
