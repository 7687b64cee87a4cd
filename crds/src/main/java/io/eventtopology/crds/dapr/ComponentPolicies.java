package io.eventtopology.crds.dapr;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Policies of a component in each direction.
 *
 * @param inbound deliveries to the app
 * @param outbound what the app publishes
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ComponentPolicies(
        @Nullable TargetPolicies inbound, @Nullable TargetPolicies outbound) {}
