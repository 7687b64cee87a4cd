package io.eventtopology.planner.kafka;

import io.eventtopology.crds.KafkaAuthType;
import io.eventtopology.planner.model.PlannedAcl;
import io.eventtopology.planner.model.PlannedAcl.Operation;
import io.eventtopology.planner.model.PlannedAcl.Resource;
import io.eventtopology.planner.model.PlannedUser;
import io.eventtopology.planner.model.Provisioner;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.naming.KafkaAccess;
import io.eventtopology.planner.naming.Names;
import io.eventtopology.planner.naming.ObjectMetas;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserAuthentication;
import io.strimzi.api.kafka.model.user.KafkaUserAuthorizationSimple;
import io.strimzi.api.kafka.model.user.KafkaUserScramSha512ClientAuthentication;
import io.strimzi.api.kafka.model.user.KafkaUserSpec;
import io.strimzi.api.kafka.model.user.KafkaUserTlsClientAuthentication;
import io.strimzi.api.kafka.model.user.acl.AclResourcePatternType;
import io.strimzi.api.kafka.model.user.acl.AclRule;
import io.strimzi.api.kafka.model.user.acl.AclRuleGroupResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTopicResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleType;
import io.strimzi.api.kafka.model.user.acl.StrimziAclOperation;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Plans the identity of a service on each Kafka cluster, with no more rights than it declares a need for. */
public final class UserRenderer {
    private static final Map<KafkaAuthType, Supplier<KafkaUserAuthentication>> AUTHENTICATIONS = Map.of(
            KafkaAuthType.TLS, KafkaUserTlsClientAuthentication::new,
            KafkaAuthType.SCRAM_SHA_512, KafkaUserScramSha512ClientAuthentication::new);

    /** The users of a service; none on clusters without authentication. */
    public List<PlannedUser> users(ResolvedService service) {
        return KafkaAccess.of(service.namespace(), service.name(), service.usedTopologies()).stream()
                .filter(access -> access.auth() != KafkaAuthType.NONE)
                .map(access -> new PlannedUser(
                        access.cluster(),
                        access.userName(),
                        access.auth(),
                        acls(service, access),
                        service.namespace(),
                        access.secretName()))
                .toList();
    }

    private static List<PlannedAcl> acls(ResolvedService service, KafkaAccess access) {
        Map<String, Set<Operation>> topics = new TreeMap<>();
        service.publishes().stream()
                .filter(publication -> access.leadsTo(publication.topology()))
                .forEach(publication -> allow(topics, publication.event().type(), Operation.WRITE));
        var consumed = service.subscribes().stream()
                .filter(subscription -> access.leadsTo(subscription.topology()))
                .toList();
        consumed.forEach(subscription -> {
            String event = subscription.event().type();
            allow(topics, event, Operation.READ);
            if (subscription.hasDeadLetterTopic()) {
                // The sidecar of the subscriber publishes the dead letter.
                allow(topics, Names.deadLetterTopic(event, service.namespace(), service.name()), Operation.WRITE);
            }
        });
        Stream<PlannedAcl> ofTopics = topics.entrySet().stream()
                .map(topic -> new PlannedAcl(Resource.TOPIC, topic.getKey(), List.copyOf(topic.getValue())));
        Stream<PlannedAcl> ofGroup = consumed.isEmpty()
                ? Stream.of()
                : Stream.of(new PlannedAcl(
                        Resource.GROUP,
                        Names.consumerGroup(service.namespace(), service.name()),
                        List.of(Operation.READ)));
        return Stream.concat(ofTopics, ofGroup).toList();
    }

    private static void allow(Map<String, Set<Operation>> topics, String topic, Operation operation) {
        topics.computeIfAbsent(topic, t -> EnumSet.of(Operation.DESCRIBE)).add(operation);
    }

    /** The KafkaUser objects of those users whom Strimzi provisions. */
    public List<HasMetadata> objects(List<PlannedUser> users, ObjectMetas metas) {
        return users.stream()
                .filter(user -> user.cluster().provisioner() == Provisioner.STRIMZI)
                .<HasMetadata>map(user -> object(user, metas))
                .toList();
    }

    private static KafkaUser object(PlannedUser user, ObjectMetas metas) {
        KafkaUserSpec spec = new KafkaUserSpec();
        spec.setAuthentication(Objects.requireNonNull(AUTHENTICATIONS.get(user.type()), "a user authenticates")
                .get());
        if (!user.cluster().withoutAcls()) {
            // Elsewhere Strimzi refuses the whole user for its ACLs (user-operator KafkaUserModel.fromCrd).
            KafkaUserAuthorizationSimple authorization = new KafkaUserAuthorizationSimple();
            authorization.setAcls(user.acls().stream().map(UserRenderer::rule).toList());
            spec.setAuthorization(authorization);
        }
        KafkaUser object = new KafkaUser();
        object.setMetadata(metas.named(
                Objects.requireNonNull(user.cluster().namespace(), "a Strimzi cluster has a namespace"),
                user.name(),
                Map.of(TopicRenderer.CLUSTER_LABEL, user.cluster().name())));
        object.setSpec(spec);
        return object;
    }

    private static AclRule rule(PlannedAcl acl) {
        AclRule rule = new AclRule();
        rule.setType(AclRuleType.ALLOW);
        rule.setResource(resource(acl));
        rule.setHost("*");
        rule.setOperations(
                acl.operations().stream().map(UserRenderer::operation).toList());
        return rule;
    }

    private static AclRuleResource resource(PlannedAcl acl) {
        return switch (acl.resource()) {
            case TOPIC -> {
                AclRuleTopicResource topic = new AclRuleTopicResource();
                topic.setName(acl.name());
                topic.setPatternType(AclResourcePatternType.LITERAL);
                yield topic;
            }
            case GROUP -> {
                AclRuleGroupResource group = new AclRuleGroupResource();
                group.setName(acl.name());
                group.setPatternType(AclResourcePatternType.LITERAL);
                yield group;
            }
        };
    }

    private static StrimziAclOperation operation(Operation operation) {
        return switch (operation) {
            case DESCRIBE -> StrimziAclOperation.DESCRIBE;
            case READ -> StrimziAclOperation.READ;
            case WRITE -> StrimziAclOperation.WRITE;
        };
    }
}
