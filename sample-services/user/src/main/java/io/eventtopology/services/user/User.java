package io.eventtopology.services.user;

import java.time.Instant;
import java.util.UUID;

/**
 * Somebody with an account.
 *
 * @param userId chosen by the service
 * @param name as given
 * @param email as given; no two users have the same, whatever its case
 * @param registeredAt when they registered
 */
public record User(UUID userId, String name, String email, Instant registeredAt) {}
