package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The observed state of an EventTopology.
 *
 * @param observedGeneration Generation that this status speaks of.
 * @param conditions The state, aspect by aspect.
 * @param broker Kind of the broker, for example kafka.
 * @param eventCount Events that are declared.
 * @param serviceCount Services that use the topology.
 * @param topics Topics of the events as last observed.
 * @param children Objects that belong to the resource.
 * @param findings Hazards that the planner sees.
 * @param acceptedSchemas Schemas that were last accepted.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EventTopologyStatus(
        @JsonPropertyDescription("Generation that this status speaks of.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("The state, aspect by aspect.")
        List<Condition> conditions,

        @JsonPropertyDescription("Kind of the broker, for example kafka.") @Nullable
        String broker,

        @JsonPropertyDescription("Events that are declared.") @Nullable
        Integer eventCount,

        @JsonPropertyDescription("Services that use the topology.") @Nullable
        Integer serviceCount,

        @JsonPropertyDescription("Topics of the events as last observed.")
        List<TopicStatus> topics,

        @JsonPropertyDescription("Objects that belong to the resource.")
        List<ChildRef> children,

        @JsonPropertyDescription("Hazards that the planner sees.")
        List<Finding> findings,

        @JsonPropertyDescription("Schemas that were last accepted.")
        List<AcceptedSchema> acceptedSchemas) {
    /** Absent lists and maps read as empty. */
    public EventTopologyStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
        topics = topics == null ? List.of() : List.copyOf(topics);
        children = children == null ? List.of() : List.copyOf(children);
        findings = findings == null ? List.of() : List.copyOf(findings);
        acceptedSchemas = acceptedSchemas == null ? List.of() : List.copyOf(acceptedSchemas);
    }

    /** Reads a status as the API server stores it; what an older or newer version wrote and this one cannot read is left out. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static EventTopologyStatus read(JsonNode node) {
        SpecReader reader = new SpecReader(node);
        return new EventTopologyStatus(
                reader.read("observedGeneration", Long.class),
                reader.readList("conditions", Condition.class),
                reader.read("broker", String.class),
                reader.read("eventCount", Integer.class),
                reader.read("serviceCount", Integer.class),
                reader.readList("topics", TopicStatus.class),
                reader.readList("children", ChildRef.class),
                reader.readList("findings", Finding.class),
                reader.readList("acceptedSchemas", AcceptedSchema.class));
    }

    /** A status that says nothing yet. */
    public static EventTopologyStatus empty() {
        return new EventTopologyStatus(null, List.of(), null, null, null, List.of(), List.of(), List.of(), List.of());
    }
}
