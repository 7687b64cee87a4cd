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
 * The observed state of an EventService.
 *
 * @param observedGeneration Generation that this status speaks of; -1 before there is one.
 * @param conditions The state, aspect by aspect.
 * @param publishCount Events that the service publishes.
 * @param subscribeCount Events that the service consumes.
 * @param deadLetters Dead-letter topics as last observed.
 * @param children Objects that belong to the resource.
 * @param findings Hazards that the planner sees; the 200 gravest if there are more.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EventServiceStatus(
        @JsonPropertyDescription("Generation that this status speaks of; -1 before there is one.")
        @Min(-1)
        @Max(9007199254740991.0)
        @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("The state, aspect by aspect.") @Size(max = 32)
        List<Condition> conditions,

        @JsonPropertyDescription("Events that the service publishes.") @Min(0) @Max(2147483647) @Nullable
        Integer publishCount,

        @JsonPropertyDescription("Events that the service consumes.") @Min(0) @Max(2147483647) @Nullable
        Integer subscribeCount,

        @JsonPropertyDescription("Dead-letter topics as last observed.") @Size(max = 2048)
        List<TopicStatus> deadLetters,

        @JsonPropertyDescription("Objects that belong to the resource.") @Size(max = 2048)
        List<ChildRef> children,

        @JsonPropertyDescription("Hazards that the planner sees; the 200 gravest if there are more.") @Size(max = 200)
        List<Finding> findings) {
    /** Absent lists read as empty; lists longer than the schema allows are cut, findings by severity. */
    public EventServiceStatus {
        conditions = Clipped.list(conditions, 32);
        deadLetters = Clipped.list(deadLetters, 2048);
        children = Clipped.list(children, 2048);
        findings = Finding.foremost(findings);
    }

    /** Reads a status as the API server stores it; what an older or newer version wrote and this one cannot read is left out. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static EventServiceStatus read(JsonNode node) {
        SpecReader reader = new SpecReader("status", node);
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
