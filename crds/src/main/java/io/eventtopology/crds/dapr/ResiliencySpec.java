package io.eventtopology.crds.dapr;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Policies and what they apply to.
 *
 * @param policies named policies; all Resiliency objects of an app share one map by name
 * @param targets what they apply to
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ResiliencySpec(ResiliencyPolicies policies, ResiliencyTargets targets) {}
