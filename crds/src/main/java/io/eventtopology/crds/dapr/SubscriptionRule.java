package io.eventtopology.crds.dapr;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One rule.
 *
 * @param match CEL expression over the event
 * @param path path that gets the events
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SubscriptionRule(String match, String path) {}
