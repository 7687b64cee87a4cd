package io.eventtopology.planner.findings;

import com.fasterxml.jackson.databind.JsonNode;
import io.eventtopology.crds.AcceptedSchema;
import io.eventtopology.crds.EventDeclaration;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.Finding;
import io.eventtopology.planner.model.CanonicalJson;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.ResolvedTopology;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The schemas that are accepted once a topology is: those in force, and for an event whose schema cannot be found at the moment
 * the last one.
 *
 * @param kept those that its status keeps, sorted by event
 * @param findings what it cannot keep
 */
public record AcceptedSchemas(List<AcceptedSchema> kept, List<Finding> findings) {
    /** Copies the lists. */
    public AcceptedSchemas {
        kept = List.copyOf(kept);
        findings = List.copyOf(findings);
    }

    /**
     * The schemas of a topology.
     *
     * @param declared the topology as stored; its status tells what was accepted before
     */
    public static AcceptedSchemas of(ResolvedTopology topology, EventTopology declared) {
        List<AcceptedSchema> all = all(topology, declared);
        List<AcceptedSchema> kept = AcceptedSchema.keepable(all);
        return new AcceptedSchemas(kept, notKept(all, Set.copyOf(kept)));
    }

    private static List<AcceptedSchema> all(ResolvedTopology topology, EventTopology declared) {
        Set<String> withSchema = declared.getSpec().events().stream()
                .filter(event -> event.schema() != null)
                .map(EventDeclaration::type)
                .collect(Collectors.toSet());
        return topology.events().stream()
                .flatMap(event -> {
                    Optional<AcceptedSchema> last = SchemaChanges.last(event.type(), declared);
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

    private static List<Finding> notKept(List<AcceptedSchema> all, Set<AcceptedSchema> kept) {
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
                                "Shorten the schema, for example its descriptions, or declare some of the events in another EventTopology."))
                .toList();
    }
}
