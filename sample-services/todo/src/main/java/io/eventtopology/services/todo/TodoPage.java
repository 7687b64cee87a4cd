package io.eventtopology.services.todo;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Some of the tasks, in the order in which they were created.
 *
 * @param todos at most as many as asked for
 * @param next value of {@code after} that gives the next page; left out on the last one
 */
public record TodoPage(
        List<Todo> todos,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UUID next) {
    /** Copies. */
    public TodoPage {
        todos = List.copyOf(todos);
    }

    /** The page of a list that was asked for one task more than {@code limit}. */
    static TodoPage of(List<Todo> found, int limit) {
        if (found.size() <= limit) {
            return new TodoPage(found, null);
        }
        List<Todo> page = found.subList(0, limit);
        return new TodoPage(page, page.getLast().todoId());
    }
}
