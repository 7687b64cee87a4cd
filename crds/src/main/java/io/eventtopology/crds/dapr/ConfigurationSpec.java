package io.eventtopology.crds.dapr;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a sidecar.
 *
 * @param accessControl who may call the app
 * @param features preview features
 * @param tracing sampling of traces
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ConfigurationSpec(
        @Nullable AccessControl accessControl,
        List<Feature> features,
        @Nullable TracingSpec tracing) {}
