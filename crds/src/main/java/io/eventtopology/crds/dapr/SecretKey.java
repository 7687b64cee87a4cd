package io.eventtopology.crds.dapr;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A key of a Secret in the namespace of the component.
 *
 * @param name name of the Secret
 * @param key key inside it
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SecretKey(String name, String key) {}
