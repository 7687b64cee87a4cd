package io.eventtopology.crds.dapr;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Dapr building block and its settings.
 *
 * @param type for example pubsub.kafka
 * @param version v1
 * @param ignoreErrors whether daprd goes on when the component cannot start
 * @param initTimeout longest time to start, for example 30s
 * @param metadata the settings
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ComponentSpec(
        String type,
        String version,
        @Nullable Boolean ignoreErrors,
        @Nullable String initTimeout,
        List<MetadataItem> metadata) {}
