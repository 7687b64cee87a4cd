package io.eventtopology.services.todo;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.eventtopology.services.todo.user.UserCheck;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task.
 *
 * @param todoId chosen by the service
 * @param userId whose it is
 * @param title what is to be done
 * @param createdAt when it was written down
 * @param completedAt when it was finished; left out while it is open
 * @param userCheck what is known about the user
 */
public record Todo(
        UUID todoId,
        String userId,
        String title,
        Instant createdAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant completedAt,
        @JsonIgnore UserCheck userCheck) {
    /** Whether it is finished. */
    @JsonProperty
    public boolean completed() {
        return completedAt != null;
    }

    /** Whether the User service has confirmed the user; false for todos created while it was away, until it is asked again. */
    @JsonProperty
    public boolean userVerified() {
        return userCheck == UserCheck.VERIFIED;
    }

    Todo completedAt(Instant time) {
        return new Todo(todoId, userId, title, createdAt, time, userCheck);
    }
}
