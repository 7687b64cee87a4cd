package io.eventtopology.services.analytics.projection;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one user.
 *
 * @param userId who
 * @param registeredAt when {@code users.account.registered} happened; null while it is not known
 * @param counts todos and messages
 */
public record UserProjection(
        String userId,
        @Nullable Instant registeredAt,
        @JsonUnwrapped UserCounts counts) {}
