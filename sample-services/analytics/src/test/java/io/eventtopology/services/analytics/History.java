package io.eventtopology.services.analytics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Events that could have happened, by a seed. */
final class History {
    private static final Instant BEGIN = Instant.parse("2026-11-20T22:00:00Z");

    private final Random random;
    private final String name;
    private final List<SentEvent> events = new ArrayList<>();

    private History(long seed, String name) {
        this.random = new Random(seed);
        this.name = name;
    }

    /**
     * Events of some users, todo by todo.
     *
     * @param name goes into all ids, so that histories do not share any
     */
    static List<SentEvent> of(long seed, String name, int users, int todos) {
        History history = new History(seed, name);
        for (int user = 0; user < users; user++) {
            history.add("user-registered", "users.account.registered", history.user(user), "");
        }
        for (int todo = 0; todo < todos; todo++) {
            history.addTodo(todo, users);
        }
        return history.events;
    }

    private void addTodo(int todo, int users) {
        String id = name + "-todo-" + todo;
        String user = user(random.nextInt(users));
        String about = ",\"todoId\":\"" + id + "\"";
        add("todo-created", "todos.task.created", user, about);
        add("notification-sent", "notifications.message.sent", user, "");
        if (random.nextBoolean()) {
            add("todo-completed", "todos.task.completed", user, about);
        }
        if (random.nextInt(3) == 0) {
            // Somebody else crossed it out: it stays the creator's.
            add("todo-deleted", "todos.task.deleted", name + "-stranger-" + todo, about);
        }
        if (random.nextInt(4) == 0) {
            add("todo-archived", "todos.task.archived", user, about);
        }
    }

    private String user(int number) {
        return name + "-user-" + number;
    }

    private void add(String route, String type, String user, String more) {
        String id = name + "-" + events.size();
        events.add(new SentEvent(
                "/events/" + route,
                type,
                id,
                BEGIN.plusSeconds(random.nextInt(400_000)),
                "{\"userId\":\"" + user + "\"" + more + "}"));
    }
}
