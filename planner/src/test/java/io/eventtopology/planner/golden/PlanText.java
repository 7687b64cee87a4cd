package io.eventtopology.planner.golden;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.eventtopology.planner.model.KafkaCluster;
import io.eventtopology.planner.model.Plan;
import io.eventtopology.planner.model.PlannedTopic;
import io.eventtopology.planner.model.PlannedUser;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.LinkedHashMap;
import java.util.Map;

/** A whole plan as text: each object a document, then all else in one. */
final class PlanText {
    private static final YAMLMapper YAML = YAMLMapper.builder(yamlFactory())
            .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    private PlanText() {}

    private static YAMLFactory yamlFactory() {
        return YAMLFactory.builder()
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .disable(YAMLGenerator.Feature.USE_NATIVE_TYPE_ID)
                .build();
    }

    static String of(Plan plan) {
        StringBuilder text = new StringBuilder();
        for (HasMetadata object : plan.objects()) {
            text.append(yaml(object));
        }
        Map<String, Object> rest = new LinkedHashMap<>();
        if (!plan.acceptedSchemas().isEmpty()) {
            rest.put(
                    "acceptedSchemas",
                    plan.acceptedSchemas().stream()
                            .map(schema -> schema.event() + " " + schema.digest())
                            .toList());
        }
        rest.put("findings", plan.findings());
        rest.put("topics", plan.topics().stream().map(PlanText::topic).toList());
        rest.put("users", plan.users().stream().map(PlanText::user).toList());
        rest.put("secretCopies", plan.secretCopies());
        rest.put("graph", plan.graph());
        return text.append(yaml(new Rest(rest))).toString();
    }

    /** Keeps the order of the parts. */
    private record Rest(@JsonValue Map<String, Object> parts) {}

    private static String yaml(Object value) {
        try {
            return YAML.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> topic(PlannedTopic topic) {
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("cluster", cluster(topic.cluster()));
        text.put("topic", topic.topic());
        text.put("role", topic.role());
        text.put("event", topic.event());
        text.put("deletionPolicy", topic.deletionPolicy());
        text.put("adoptionPolicy", topic.adoptionPolicy());
        return text;
    }

    private static Map<String, Object> user(PlannedUser user) {
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("cluster", cluster(user.cluster()));
        text.put("name", user.name());
        text.put("type", user.type());
        text.put("secret", user.secretNamespace() + "/" + user.secretName());
        text.put(
                "acls",
                user.acls().stream()
                        .map(acl -> acl.resource() + " " + acl.name() + " " + acl.operations())
                        .toList());
        return text;
    }

    private static String cluster(KafkaCluster cluster) {
        return cluster.provisioner() + " " + cluster.id();
    }
}
