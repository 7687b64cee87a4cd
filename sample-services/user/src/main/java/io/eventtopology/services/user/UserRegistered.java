package io.eventtopology.services.user;

import java.util.UUID;

/**
 * Data of {@code users.account.registered}. A topic keeps events for weeks, copies them to every consumer and to dead letters, and cannot
 * forget one of them when a person asks for it. So the e-mail address stays in the service, which may be asked for it; the name is told
 * because a greeting needs it.
 *
 * @param userId id of the user, also the event's subject
 * @param name how they want to be called
 */
record UserRegistered(UUID userId, String name) {
    static final String TYPE = "users.account.registered";

    static UserRegistered of(User user) {
        return new UserRegistered(user.userId(), user.name());
    }
}
