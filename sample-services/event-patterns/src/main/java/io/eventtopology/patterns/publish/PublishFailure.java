package io.eventtopology.patterns.publish;

/**
 * An event that was not acknowledged.
 *
 * @param eventId id of the event
 * @param reason why
 * @param reached whether the sidecar answered for this event; false when it cannot be reached at all
 */
public record PublishFailure(String eventId, String reason, boolean reached) {}
