package io.eventtopology.planner.model;

import io.eventtopology.crds.AcceptedSchema;
import io.eventtopology.crds.Finding;
import io.eventtopology.planner.graph.Graph;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/**
 * What one resource becomes. The same input gives the same plan, to the byte.
 *
 * @param objects the wanted objects, complete with labels; in the order in which they are applied; KafkaTopics included on
 *     Strimzi clusters
 * @param topics the wanted topics on Kafka clusters of both provisioners
 * @param users the wanted identities on Kafka clusters of both provisioners
 * @param groups the consumer groups of a service, one on each Kafka cluster
 * @param secretCopies Secrets to bring beside the app
 * @param secrets names of the Secrets in the service's namespace that its pods and sidecars read, sorted; a change of one rolls the pods
 * @param acceptedSchemas schemas of a topology's events that later ones are compared with, sorted by event: for its status
 * @param findings hazards, worst first, then by code and subject
 * @param graph who publishes and consumes what
 */
public record Plan(
        List<HasMetadata> objects,
        List<PlannedTopic> topics,
        List<PlannedUser> users,
        List<PlannedGroup> groups,
        List<SecretCopy> secretCopies,
        List<String> secrets,
        List<AcceptedSchema> acceptedSchemas,
        List<Finding> findings,
        Graph graph) {
    /** Copies the lists. */
    public Plan {
        objects = List.copyOf(objects);
        topics = List.copyOf(topics);
        users = List.copyOf(users);
        groups = List.copyOf(groups);
        secretCopies = List.copyOf(secretCopies);
        secrets = List.copyOf(secrets);
        acceptedSchemas = List.copyOf(acceptedSchemas);
        findings = List.copyOf(findings);
    }

    /** Whether what is there and not in the plan is not wanted any more; with certain errors nobody can tell. */
    public boolean mayLetGo() {
        return findings.stream().noneMatch(f -> FindingCode.valueOf(f.code()).keepsWhatLeft());
    }

    /** Whether the plan wants nothing, because errors stop it. */
    public boolean isStopped() {
        return objects.isEmpty() && topics.isEmpty() && !mayLetGo();
    }
}
