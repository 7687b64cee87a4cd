package io.eventtopology.crds.dapr;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which topic of which component goes to which routes.
 *
 * @param pubsubname name of the component
 * @param topic name of the topic
 * @param routes where events go
 * @param deadLetterTopic topic for events that failed for good
 * @param bulkSubscribe delivery of several events in one request
 * @param metadata settings of the subscription
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SubscriptionSpec(
        String pubsubname,
        String topic,
        SubscriptionRoutes routes,
        @Nullable String deadLetterTopic,
        @Nullable BulkSubscribe bulkSubscribe,
        Map<String, String> metadata) {}
