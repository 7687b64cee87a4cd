package io.eventtopology.crds.dapr;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rules in order, then the default.
 *
 * @param defaultRoute path for what no rule takes; without it such events are dead-lettered
 * @param rules rules, the first that matches wins
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SubscriptionRoutes(
        @JsonProperty("default") @Nullable String defaultRoute, List<SubscriptionRule> rules) {}
