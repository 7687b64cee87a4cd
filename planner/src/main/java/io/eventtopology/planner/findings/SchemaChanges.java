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
import java.util.stream.Stream;

/** Changes of schemas that break those who read or write events under the schema that was accepted last. */
final class SchemaChanges {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SchemaChanges() {}

    static Stream<Finding> of(ResolvedTopology topology, EventTopology declared) {
        EventTopologyStatus status = declared.getStatus();
        if (status == null) {
            return Stream.empty();
        }
        return status.acceptedSchemas().stream()
                .flatMap(accepted ->
                        topology.event(accepted.event()).stream().flatMap(event -> breaks(event, accepted)));
    }

    private static Stream<Finding> breaks(ResolvedEvent event, AcceptedSchema accepted) {
        JsonNode wanted = event.schema();
        if (wanted == null) {
            return Stream.empty();
        }
        JsonNode before;
        try {
            before = JSON.readTree(accepted.schema());
        } catch (JsonProcessingException e) {
            // The status was written by hand: there is nothing to compare with.
            return Stream.empty();
        }
        Compatibility compatibility = event.compatibility();
        List<String> breaks = new ArrayList<>();
        if (compatibility == Compatibility.BACKWARD || compatibility == Compatibility.FULL) {
            SchemaComparison.breaks(wanted, before)
                    .forEach(at -> breaks.add("consumers with the new schema cannot read old events, " + at));
        }
        if (compatibility == Compatibility.FORWARD || compatibility == Compatibility.FULL) {
            SchemaComparison.breaks(before, wanted)
                    .forEach(at -> breaks.add("consumers with the old schema cannot read new events, " + at));
        }
        return breaks.isEmpty()
                ? Stream.empty()
                : Stream.of(
                        FindingCode.SchemaBreak.at(
                                Subjects.event(event.type()) + ".schema",
                                "The schema changed in a way that breaks compatibility " + name(compatibility) + ": "
                                        + String.join("; ", breaks) + ".",
                                "Keep to changes that are compatible, declare a new event type for the new form, or set schema.compatibility: None when nobody depends on the old form."));
    }

    private static String name(Compatibility compatibility) {
        return JSON.convertValue(compatibility, String.class);
    }
}
