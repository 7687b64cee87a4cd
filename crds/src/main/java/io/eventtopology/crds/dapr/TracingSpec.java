package io.eventtopology.crds.dapr;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Sampling of traces.
 *
 * @param samplingRate share of requests that are traced, 0 to 1
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TracingSpec(String samplingRate) {}
