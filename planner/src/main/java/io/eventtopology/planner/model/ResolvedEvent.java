package io.eventtopology.planner.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.eventtopology.crds.Compatibility;
import io.eventtopology.crds.Deprecation;
import org.jspecify.annotations.Nullable;

/**
 * An event with its defaults filled in.
 *
 * @param type type, and name of its topic
 * @param topic the topic as it is to be; on brokers other than Kafka only its name counts
 * @param key path of the ordering key, for example data.todoId; null without
 * @param schema JSON Schema of the data as declared; null without, or when it could not be found
 * @param checkedSchema the schema that holds for what is published: the declared one, or the one that was accepted last while
 *     the declared one breaks it; null without
 * @param compatibility which changes of the schema are accepted
 * @param deprecated set when the event is on its way out
 * @param claimedBy namespace/name of an older topology that declares the same topic on the same cluster: the topic is its;
 *     null when the topic is ours
 */
public record ResolvedEvent(
        String type,
        DesiredTopic topic,
        @Nullable String key,
        @Nullable JsonNode schema,
        @Nullable JsonNode checkedSchema,
        Compatibility compatibility,
        @Nullable Deprecation deprecated,
        @Nullable String claimedBy) {}
