package io.eventtopology.services.user;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Some of the users, in the order in which they registered.
 *
 * @param users at most as many as asked for
 * @param next value of {@code after} that gives the next page; left out on the last one
 */
public record UserPage(
        List<User> users,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UUID next) {
    /** Copies. */
    public UserPage {
        users = List.copyOf(users);
    }

    /** The page of a list that was asked for one user more than {@code limit}. */
    static UserPage of(List<User> found, int limit) {
        if (found.size() <= limit) {
            return new UserPage(found, null);
        }
        List<User> page = found.subList(0, limit);
        return new UserPage(page, page.getLast().userId());
    }
}
