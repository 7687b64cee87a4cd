package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The observed state of an EventTopology.
 *
 * @param observedGeneration Generation that this status speaks of; -1 before there is one.
 * @param conditions The state, aspect by aspect.
 * @param broker Kind of the broker, for example kafka.
 * @param eventCount Events that are declared.
 * @param serviceCount Services that use the topology.
 * @param topics Topics of the events as last observed.
 * @param children Objects that belong to the resource.
 * @param findings Hazards that the planner sees; the 200 gravest if there are more.
 * @param acceptedSchemas Schemas that were last accepted; without the longest where all would have more than 262144 characters.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EventTopologyStatus(
        @JsonPropertyDescription("Generation that this status speaks of; -1 before there is one.")
        @Min(-1)
        @Max(9007199254740991.0)
        @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("The state, aspect by aspect.") @Size(max = 32)
        List<Condition> conditions,

        @JsonPropertyDescription("Kind of the broker, for example kafka.") @Size(min = 1, max = 32) @Nullable
        String broker,

        @JsonPropertyDescription("Events that are declared.") @Min(0) @Max(2147483647) @Nullable
        Integer eventCount,

        @JsonPropertyDescription("Services that use the topology.") @Min(0) @Max(2147483647) @Nullable
        Integer serviceCount,

        @JsonPropertyDescription("Topics of the events as last observed.") @Size(max = 2048)
        List<TopicStatus> topics,

        @JsonPropertyDescription("Objects that belong to the resource.") @Size(max = 2048)
        List<ChildRef> children,

        @JsonPropertyDescription("Hazards that the planner sees; the 200 gravest if there are more.") @Size(max = 200)
        List<Finding> findings,

        @JsonPropertyDescription(
                "Schemas that were last accepted; without the longest where all would have more than 262144 characters.")
        @Size(max = 256)
        List<AcceptedSchema> acceptedSchemas) {
    /** Absent lists read as empty; lists longer than the schema allows are cut, findings by severity. Schemas that are too long, alone or together, are left out. */
    public EventTopologyStatus {
        conditions = Clipped.list(conditions, 32);
        topics = Clipped.list(topics, 2048);
        children = Clipped.list(children, 2048);
        findings = Finding.foremost(findings);
        acceptedSchemas = AcceptedSchema.keepable(acceptedSchemas);
    }

    /** Reads a status as the API server stores it; what an older or newer version wrote and this one cannot read is left out. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static EventTopologyStatus read(JsonNode node) {
        SpecReader reader = new SpecReader("status", node);
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
