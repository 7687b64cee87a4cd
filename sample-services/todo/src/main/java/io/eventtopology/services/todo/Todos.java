package io.eventtopology.services.todo;

import io.eventtopology.patterns.outbox.Outbox;
import io.eventtopology.patterns.quarkus.Transactions;
import io.eventtopology.services.todo.user.UserCheck;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keeps tasks, and tells of each change in the transaction that makes it. */
@Singleton
final class Todos {
    private final Transactions transactions;
    private final TodoTable table;
    private final Outbox outbox;
    private final TodoEvents events;
    private final Clock clock;

    Todos(Transactions transactions, TodoTable table, Outbox outbox, TodoEvents events, Clock clock) {
        this.transactions = transactions;
        this.table = table;
        this.outbox = outbox;
        this.events = events;
        this.clock = clock;
    }

    Todo create(NewTodo wanted, UserCheck check) {
        Todo todo = new Todo(UUID.randomUUID(), wanted.userId(), wanted.title().strip(), now(), null, check);
        return transactions.write(connection -> {
            table.insert(connection, todo);
            outbox.append(connection, events.created(todo));
            return todo;
        });
    }

    Optional<Todo> find(UUID id) {
        return transactions.read(connection -> table.find(connection, id));
    }

    TodoPage list(@Nullable String userId, @Nullable UUID after, int limit) {
        return TodoPage.of(transactions.read(connection -> table.list(connection, userId, after, limit + 1)), limit);
    }

    /** Completes it and tells so; a task that is completed already stays as it is, and nothing is told. */
    Optional<Todo> complete(UUID id) {
        return transactions.write(connection -> {
            Optional<Todo> found = table.lock(connection, id);
            if (found.isEmpty() || found.get().completed()) {
                return found;
            }
            Instant now = now();
            Todo completed = found.get().completedAt(now);
            table.complete(connection, id, now);
            outbox.append(connection, events.completed(completed));
            return Optional.of(completed);
        });
    }

    /** Deletes it and tells so; false when there is none. */
    boolean delete(UUID id) {
        return transactions.write(connection -> {
            Optional<Todo> found = table.lock(connection, id);
            if (found.isEmpty()) {
                return false;
            }
            table.delete(connection, id);
            outbox.append(connection, events.deleted(found.get()));
            return true;
        });
    }

    /** As exact as PostgreSQL keeps it, so that what is answered now is what is read later. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
