package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The observed state of an EventService.
 *
 * @param observedGeneration Generation that this status speaks of.
 * @param conditions The state, aspect by aspect.
 * @param publishCount Events that the service publishes.
 * @param subscribeCount Events that the service consumes.
 * @param deadLetters Dead-letter topics as last observed.
 * @param children Objects that belong to the resource.
 * @param findings Hazards that the planner sees.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EventServiceStatus(
        @JsonPropertyDescription("Generation that this status speaks of.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("The state, aspect by aspect.")
        List<Condition> conditions,

        @JsonPropertyDescription("Events that the service publishes.") @Nullable
        Integer publishCount,

        @JsonPropertyDescription("Events that the service consumes.") @Nullable
        Integer subscribeCount,

        @JsonPropertyDescription("Dead-letter topics as last observed.")
        List<TopicStatus> deadLetters,

        @JsonPropertyDescription("Objects that belong to the resource.")
        List<ChildRef> children,

        @JsonPropertyDescription("Hazards that the planner sees.")
        List<Finding> findings) {
    /** Absent lists and maps read as empty. */
    public EventServiceStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
        deadLetters = deadLetters == null ? List.of() : List.copyOf(deadLetters);
        children = children == null ? List.of() : List.copyOf(children);
        findings = findings == null ? List.of() : List.copyOf(findings);
    }

    /** Reads a status as the API server stores it; what an older or newer version wrote and this one cannot read is left out. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static EventServiceStatus read(JsonNode node) {
        SpecReader reader = new SpecReader(node);
        return new EventServiceStatus(
                reader.read("observedGeneration", Long.class),
                reader.readList("conditions", Condition.class),
                reader.read("publishCount", Integer.class),
                reader.read("subscribeCount", Integer.class),
                reader.readList("deadLetters", TopicStatus.class),
                reader.readList("children", ChildRef.class),
                reader.readList("findings", Finding.class));
    }

    /** A status that says nothing yet. */
    public static EventServiceStatus empty() {
        return new EventServiceStatus(null, List.of(), null, null, List.of(), List.of(), List.of());
    }
}
