package io.eventtopology.crds.dapr;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What one calling app may do.
 *
 * @param appId app id of the caller
 * @param defaultAction allow or deny
 * @param trustDomain trust domain of the caller
 * @param namespace namespace of the caller
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AppPolicy(String appId, String defaultAction, String trustDomain, String namespace) {}
