package io.eventtopology.crds.dapr;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * What policies apply to.
 *
 * @param apps calls to other apps by app id
 * @param components components by name
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ResiliencyTargets(Map<String, TargetPolicies> apps, Map<String, ComponentPolicies> components) {}
