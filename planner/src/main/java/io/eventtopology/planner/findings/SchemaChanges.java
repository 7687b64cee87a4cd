package io.eventtopology.planner.findings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.eventtopology.crds.AcceptedSchema;
import io.eventtopology.crds.Compatibility;
import io.eventtopology.crds.EventDeclaration;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.EventTopologyStatus;
import io.eventtopology.crds.Finding;
import io.eventtopology.planner.model.CanonicalJson;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.ResolvedEvent;
import io.eventtopology.planner.model.ResolvedTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Changes of schemas that break those who read or write events under the schema that was accepted last. */
public final class SchemaChanges {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SchemaChanges() {}

    static Stream<Finding> of(ResolvedTopology topology, EventTopology declared) {
        return Stream.concat(
                topology.events().stream().flatMap(event -> finding(event, declared)), notKept(topology, declared));
    }

    /**
     * The schemas that are accepted once this topology is: those in force, and for an event whose schema cannot be found at the
     * moment the last one. Sorted by event; those that a status cannot keep are left out.
     *
     * @param declared the topology as stored; its status tells what was accepted before
     */
    public static List<AcceptedSchema> acceptedAfter(ResolvedTopology topology, EventTopology declared) {
        return AcceptedSchema.keepable(allAfter(topology, declared));
    }

    private static List<AcceptedSchema> allAfter(ResolvedTopology topology, EventTopology declared) {
        Set<String> withSchema = declared.getSpec().events().stream()
                .filter(event -> event.schema() != null)
                .map(EventDeclaration::type)
                .collect(Collectors.toSet());
        return topology.events().stream()
                .flatMap(event -> {
                    Optional<AcceptedSchema> last = last(event.type(), declared);
                    JsonNode inForce = event.checkedSchema();
                    return inForce != null
                            ? Stream.of(accepted(event.type(), CanonicalJson.of(inForce), last))
                            : last.filter(schema -> withSchema.contains(schema.event())).stream();
                })
                .toList();
    }

    /** What is stored already, where it is the same: a newer gzip may pack differently. */
    private static AcceptedSchema accepted(String type, String canonical, Optional<AcceptedSchema> last) {
        return last.filter(schema -> schema.digest().equals(AcceptedSchema.digestOf(canonical)))
                .orElseGet(() -> AcceptedSchema.of(type, canonical));
    }

    private static Stream<Finding> notKept(ResolvedTopology topology, EventTopology declared) {
        List<AcceptedSchema> all = allAfter(topology, declared);
        Set<AcceptedSchema> kept = Set.copyOf(AcceptedSchema.keepable(all));
        long characters = all.stream().mapToLong(s -> s.schema().length()).sum();
        return all.stream()
                .filter(schema -> !kept.contains(schema))
                .map(
                        schema -> FindingCode.SchemaNotKept.at(
                                Subjects.event(schema.event()) + ".schema",
                                "The schema of " + schema.event() + " does not fit into the status, which keeps "
                                        + AcceptedSchema.MOST_OF_ALL + " characters of schemas: packed, it has "
                                        + schema.schema().length() + ", and those of all events have " + characters
                                        + ". Changes of it are not checked for compatibility.",
                                "Shorten the schema, for example its descriptions, or declare some of the events in another EventTopology."));
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

    private static Optional<AcceptedSchema> last(String type, EventTopology declared) {
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
