package io.eventtopology.patterns.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.envelope.EventJson;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Checks events against the schemas that their EventTopology declares, before they are published. */
public final class SchemaCheck {
    private final Map<String, Schema> schemas = new TreeMap<>();

    /**
     * A check of the given types; events of others pass.
     *
     * @param declared event type → JSON Schema (draft 2020-12 unless it says otherwise) of the data; nothing is loaded from
     *     where a schema points to
     * @throws IllegalArgumentException when a schema cannot be used; the message names the type
     */
    public SchemaCheck(Map<String, JsonNode> declared) {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        declared.forEach((type, schema) -> schemas.put(type, usable(registry, type, schema)));
    }

    private static Schema usable(SchemaRegistry registry, String type, JsonNode declared) {
        try {
            Schema schema = registry.getSchema(declared);
            // Otherwise what is wrong would show with the first event.
            schema.initializeValidators();
            return schema;
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "The schema of event type " + type + " cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Checks an event.
     *
     * @throws SchemaViolationException when its data break the schema; the message names type, place and rule, and no value
     */
    public void check(CloudEvent event) {
        Schema schema = schemas.get(event.getType());
        if (schema == null) {
            return;
        }
        List<Error> errors = schema.validate(EventJson.data(event));
        if (!errors.isEmpty()) {
            throw new SchemaViolationException("Event of type " + event.getType() + " breaks the schema of its data: "
                    + errors.stream()
                            .map(SchemaCheck::described)
                            .distinct()
                            .sorted()
                            .collect(Collectors.joining("; ")));
        }
    }

    private static String described(Error error) {
        String property = error.getProperty();
        return "data" + error.getInstanceLocation() + " breaks " + error.getKeyword()
                + (property == null ? "" : " (" + property + ")");
    }
}
