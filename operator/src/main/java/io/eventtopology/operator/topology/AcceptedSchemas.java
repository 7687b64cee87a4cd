package io.eventtopology.operator.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventtopology.crds.AcceptedSchema;
import io.eventtopology.crds.ConfigMapKeyRef;
import io.eventtopology.crds.EventDeclaration;
import io.eventtopology.crds.EventSchema;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.Finding;
import io.eventtopology.planner.model.Catalog;
import io.eventtopology.planner.model.FindingCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Keeps, for each event, the schema that was last accepted: later ones are compared with it. A breaking one is not accepted. */
final class AcceptedSchemas {
    private static final ObjectMapper CANONICAL = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private final Catalog catalog;

    AcceptedSchemas(Catalog catalog) {
        this.catalog = catalog;
    }

    List<AcceptedSchema> after(EventTopology topology, List<AcceptedSchema> before, List<Finding> findings) {
        Map<String, AcceptedSchema> known = before.stream().collect(Collectors.toMap(AcceptedSchema::event, s -> s));
        List<AcceptedSchema> after = new ArrayList<>();
        for (EventDeclaration event : topology.getSpec().events()) {
            AcceptedSchema last = known.get(event.type());
            boolean breaks = findings.stream()
                    .anyMatch(f -> f.code().equals(FindingCode.SchemaBreak.name())
                            && f.subject().contains(event.type()));
            Optional<AcceptedSchema> now = breaks ? Optional.empty() : canonical(topology, event);
            if (now.isPresent()) {
                after.add(now.get());
            } else if (last != null && event.schema() != null) {
                after.add(last);
            }
        }
        after.sort(Comparator.comparing(AcceptedSchema::event));
        return after;
    }

    private Optional<AcceptedSchema> canonical(EventTopology topology, EventDeclaration event) {
        EventSchema schema = event.schema();
        if (schema == null) {
            return Optional.empty();
        }
        ConfigMapKeyRef ref = schema.configMap();
        try {
            JsonNode node = ref == null
                    ? schema.inline()
                    : catalog.configMapValue(topology.getMetadata().getNamespace(), ref.name(), ref.key())
                            .map(AcceptedSchemas::parse)
                            .orElse(null);
            if (node == null || node.isMissingNode()) {
                return Optional.empty();
            }
            String text = CANONICAL.writeValueAsString(CANONICAL.treeToValue(node, Object.class));
            return Optional.of(new AcceptedSchema(event.type(), digest(text), text));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static JsonNode parse(String text) {
        try {
            return CANONICAL.readTree(text);
        } catch (JsonProcessingException e) {
            // The planner reports it as SchemaUnreadable.
            return CANONICAL.missingNode();
        }
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
