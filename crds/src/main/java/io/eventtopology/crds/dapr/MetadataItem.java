package io.eventtopology.crds.dapr;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One setting of a component: a value, or a reference to a Secret key; exactly one of the two.
 *
 * @param name metadata key as the component documents it
 * @param value the value, always a string
 * @param secretKeyRef where the value lies instead
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MetadataItem(
        String name, @Nullable String value, @Nullable SecretKey secretKeyRef) {}
