package io.eventtopology.crds.dapr;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A preview feature.
 *
 * @param name its name, for example HotReload
 * @param enabled whether it is on
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Feature(String name, boolean enabled) {}
