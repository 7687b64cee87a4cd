package io.eventtopology.services.analytics;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.eventtopology.services.analytics.projection.UserProjection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the users, by their ids.
 *
 * @param users at most as many as asked for
 * @param next value of {@code after} that gives the next page; left out on the last one
 */
public record UserPage(
        List<UserProjection> users,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String next) {
    /** Copies. */
    public UserPage {
        users = List.copyOf(users);
    }

    /** The page of a list that was asked for one user more than {@code limit}. */
    static UserPage of(List<UserProjection> found, int limit) {
        if (found.size() <= limit) {
            return new UserPage(found, null);
        }
        List<UserProjection> page = found.subList(0, limit);
        return new UserPage(page, page.getLast().userId());
    }
}
