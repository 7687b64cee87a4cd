package io.eventtopology.services.todo;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.envelope.EventFactory;
import jakarta.inject.Singleton;
import java.util.UUID;

/** What the service tells others about a task. The subject is the task's id, so its events are numbered and keep their order. */
@Singleton
final class TodoEvents {
    static final String CREATED = "todos.task.created";
    static final String COMPLETED = "todos.task.completed";
    static final String DELETED = "todos.task.deleted";

    private final EventFactory events;

    TodoEvents(EventFactory events) {
        this.events = events;
    }

    /** Data of created and completed: with the title, which messages about the task need. */
    record Titled(UUID todoId, String userId, String title) {}

    /** Data of deleted: what is deleted is not told again. */
    record Deleted(UUID todoId, String userId) {}

    CloudEvent created(Todo todo) {
        return about(todo, CREATED, new Titled(todo.todoId(), todo.userId(), todo.title()));
    }

    CloudEvent completed(Todo todo) {
        return about(todo, COMPLETED, new Titled(todo.todoId(), todo.userId(), todo.title()));
    }

    CloudEvent deleted(Todo todo) {
        return about(todo, DELETED, new Deleted(todo.todoId(), todo.userId()));
    }

    private CloudEvent about(Todo todo, String type, Object data) {
        return events.create(type, todo.todoId().toString(), data);
    }
}
