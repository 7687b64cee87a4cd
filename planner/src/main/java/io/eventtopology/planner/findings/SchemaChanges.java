package io.eventtopology.planner.findings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.eventtopology.crds.AcceptedSchema;
import io.eventtopology.crds.Compatibility;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.EventTopologyStatus;
import io.eventtopology.crds.Finding;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.ResolvedEvent;
import io.eventtopology.planner.model.ResolvedTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Changes of schemas that break those who read or write events under the schema that was accepted last. */
public final class SchemaChanges {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SchemaChanges() {}

    static Stream<Finding> of(ResolvedTopology topology, EventTopology declared) {
        return topology.events().stream().flatMap(event -> finding(event, declared));
    }

    /**
     * The schema that holds for what is published: the declared one, unless it is refused; then the one that was accepted last.
     *
     * @param type type of the event
     * @param wanted the declared schema
     * @param compatibility which changes are accepted
     * @param declared the topology as stored; its status tells what was accepted
     */
    public static JsonNode inForce(String type, JsonNode wanted, Compatibility compatibility, EventTopology declared) {
        return readable(type, declared)
                .filter(before -> !breaks(wanted, before, compatibility).isEmpty())
                .orElse(wanted);
    }

    /** The schema of the event that was accepted last, as the status has it. */
    static Optional<AcceptedSchema> last(String type, EventTopology declared) {
        EventTopologyStatus status = declared.getStatus();
        return status == null
                ? Optional.empty()
                : status.acceptedSchemas().stream()
                        .filter(accepted -> accepted.event().equals(type))
                        .findFirst();
    }

    private static Optional<JsonNode> readable(String type, EventTopology declared) {
        return last(type, declared).flatMap(AcceptedSchema::canonical).flatMap(SchemaChanges::parsed);
    }

    private static Optional<JsonNode> parsed(String schema) {
        try {
            return Optional.of(JSON.readTree(schema));
        } catch (JsonProcessingException e) {
            // The status was written by hand: there is nothing to compare with.
            return Optional.empty();
        }
    }

    private static Stream<Finding> finding(ResolvedEvent event, EventTopology declared) {
        JsonNode wanted = event.schema();
        if (wanted == null) {
            return Stream.empty();
        }
        Compatibility compatibility = event.compatibility();
        List<String> breaks = readable(event.type(), declared)
                .map(before -> breaks(wanted, before, compatibility))
                .orElse(List.of());
        return breaks.isEmpty()
                ? Stream.empty()
                : Stream.of(
                        FindingCode.SchemaBreak.at(
                                Subjects.event(event.type()) + ".schema",
                                "The schema changed in a way that breaks compatibility " + name(compatibility) + ": "
                                        + String.join("; ", breaks) + ".",
                                "Keep to changes that are compatible, declare a new event type for the new form, or set schema.compatibility: None when nobody depends on the old form."));
    }

    private static List<String> breaks(JsonNode wanted, JsonNode before, Compatibility compatibility) {
        List<String> breaks = new ArrayList<>();
        if (compatibility == Compatibility.BACKWARD || compatibility == Compatibility.FULL) {
            SchemaComparison.breaks(wanted, before)
                    .forEach(at -> breaks.add("consumers with the new schema cannot read old events, " + at));
        }
        if (compatibility == Compatibility.FORWARD || compatibility == Compatibility.FULL) {
            SchemaComparison.breaks(before, wanted)
                    .forEach(at -> breaks.add("consumers with the old schema cannot read new events, " + at));
        }
        return breaks;
    }

    private static String name(Compatibility compatibility) {
        return JSON.convertValue(compatibility, String.class);
    }
}
