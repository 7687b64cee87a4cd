package io.eventtopology.services.analytics.projection;

import java.time.Instant;

/**
 * An event as the projections see it.
 *
 * @param id {@code id} of the event
 * @param type {@code type} of the event
 * @param time {@code time} of the event
 * @param effect what it changes for todos and users
 */
public record CountedEvent(String id, String type, Instant time, Effect effect) {}
