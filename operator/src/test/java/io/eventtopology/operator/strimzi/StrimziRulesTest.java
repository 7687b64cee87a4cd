package io.eventtopology.operator.strimzi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.KafkaAuthType;
import io.eventtopology.operator.watch.Owner;
import io.eventtopology.planner.Planner;
import io.eventtopology.planner.model.DaprVersion;
import io.eventtopology.planner.model.KafkaCluster;
import io.eventtopology.planner.model.KafkaListener;
import io.eventtopology.planner.model.Plan;
import io.eventtopology.planner.model.Platform;
import io.eventtopology.planner.model.Provisioner;
import io.eventtopology.planner.model.ResourceCatalog;
import io.eventtopology.planner.model.SecretSource;
import io.eventtopology.planner.naming.Labels;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserAuthorizationSimple;
import io.strimzi.api.kafka.model.user.acl.AclResourcePatternType;
import io.strimzi.api.kafka.model.user.acl.AclRule;
import io.strimzi.api.kafka.model.user.acl.AclRuleGroupResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTopicResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleType;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the real Strimzi operators (1.2) and Kafka demand of objects beyond Strimzi's CRDs, as read in their sources, held
 * against what is rendered for resources whose names and settings are at the edges of what our CRDs allow.
 */
class StrimziRulesTest {
    private static final String NAMESPACE = "n".repeat(63);
    private static final String LONG_SERVICE = "s".repeat(50);
    private static final String LONG_EVENT = "d." + "e".repeat(116) + ".a";

    private static final List<String> EVENTS =
            List.of("todos.task.created", "todos.Task.created", "todos.task_x.created-again", LONG_EVENT);

    /** Of a name in Kubernetes: apimachinery's IsDNS1123Subdomain. */
    private static final Pattern OBJECT_NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    /**
     * The Topic Operator ignores an object whose labels its selector does not match
     * ({@code BatchingTopicController.matchesSelector}). Needs the label in {@code TopicRenderer.object} and
     * {@code UserRenderer.object}: without it this failed, and on a cluster nothing would ever happen.
     */
    @ParameterizedTest
    @EnumSource(KafkaAuthType.class)
    void everyObjectNamesItsCluster(KafkaAuthType auth) {
        assertThat(topics(auth))
                .isNotEmpty()
                .allSatisfy(topic ->
                        assertThat(topic.getMetadata().getLabels()).containsEntry("strimzi.io/cluster", "main"));
        assertThat(users(auth))
                .allSatisfy(
                        user -> assertThat(user.getMetadata().getLabels()).containsEntry("strimzi.io/cluster", "main"));
    }

    /**
     * The name in Kafka is {@code spec.topicName}, else that of the object ({@code TopicOperatorUtil.topicName}); Kafka
     * takes at most 249 of [a-zA-Z0-9._-], Kubernetes lower case only. Needs {@code Names.object}: with the topic's name
     * as it is, the API server would refuse todos.Task.created.
     */
    @Test
    void namesSuitKafkaAndKubernetes() {
        List<KafkaTopic> topics = topics(KafkaAuthType.NONE);

        assertThat(topics.stream().map(StrimziRulesTest::topicName))
                .containsAll(EVENTS)
                .contains(LONG_EVENT + "." + NAMESPACE + "." + LONG_SERVICE + ".dlq")
                .allSatisfy(name -> assertThatCode(() -> Topic.validate(name)).doesNotThrowAnyException());
        assertThat(topics).allSatisfy(topic -> {
            assertThat(topic.getMetadata().getName()).matches(OBJECT_NAME).hasSizeLessThanOrEqualTo(253);
            assertThat(topic.getMetadata().getLabels().values())
                    .allSatisfy(value -> assertThat(value).hasSizeLessThanOrEqualTo(63));
        });
    }

    /**
     * An object whose topic name changes is refused ({@code validateUnchangedTopicName}), and of two objects for one topic
     * the younger is ({@code validateSingleManagingResource}). Needs the hash in {@code Names.object}: without it
     * todos.Task.created and todos.task.created had one object.
     */
    @Test
    void objectsAndTopicsAreOneToOne() {
        Map<String, Set<String>> topicsOfObject = topics(KafkaAuthType.NONE).stream()
                .collect(Collectors.groupingBy(
                        topic -> topic.getMetadata().getName(),
                        Collectors.mapping(StrimziRulesTest::topicName, Collectors.toSet())));
        assertThat(topicsOfObject.values())
                .allSatisfy(names -> assertThat(names).hasSize(1));
        assertThat(topicsOfObject.values().stream().flatMap(Set::stream))
                .doesNotHaveDuplicates()
                .hasSize(EVENTS.size() * 3);
    }

    /**
     * A value of {@code spec.config} is text, number, boolean or a list of those; null deletes, anything else is an
     * InvalidResourceException ({@code TopicOperatorUtil.configValueAsString}). Text is compared with what the broker
     * answers, so a number in another notation would be altered at each reconciliation. Needs {@code DesiredTopic} to keep
     * values as text.
     */
    @Test
    void configurationIsTextThatKafkaKnows() {
        Set<String> known = Arrays.stream(TopicConfig.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers())
                        && field.getName().endsWith("_CONFIG"))
                .map(StrimziRulesTest::constant)
                .collect(Collectors.toSet());
        assertThat(topics(KafkaAuthType.NONE)).allSatisfy(topic -> {
            Map<String, Object> config = topic.getSpec().getConfig();
            if (config != null) {
                assertThat(config.values())
                        .allSatisfy(value -> assertThat(value).isInstanceOf(String.class));
                assertThat(known).containsAll(config.keySet());
            }
        });
        assertThat(topics(KafkaAuthType.NONE).stream()
                        .filter(topic -> topicName(topic).equals("todos.task.created"))
                        .findFirst()
                        .orElseThrow()
                        .getSpec()
                        .getConfig())
                .isEqualTo(Map.of(
                        "cleanup.policy", "compact,delete",
                        "max.message.bytes", "1048588",
                        "min.insync.replicas", "2",
                        "retention.ms", "604800000"));
    }

    /**
     * Absent partitions and replicas are the broker's defaults; replicas are a short ({@code TopicOperatorUtil.replicas}),
     * and an edit of them is refused without Cruise Control. The annotations strimzi.io/managed and
     * strimzi.io/pause-reconciliation turn the Topic Operator off. Its finalizer is its own to set and to remove.
     */
    @Test
    void nothingTurnsTheTopicOperatorOff() {
        assertThat(topics(KafkaAuthType.NONE)).allSatisfy(topic -> {
            assertThat(topic.getSpec().getPartitions()).isPositive();
            if (topic.getSpec().getReplicas() != null) {
                assertThat(topic.getSpec().getReplicas()).isBetween(1, (int) Short.MAX_VALUE);
            }
            assertThat(topic.getMetadata().getAnnotations().keySet()).noneMatch(key -> key.startsWith("strimzi.io/"));
            assertThat(topic.getMetadata().getFinalizers()).isEmpty();
            assertThat(topic.getMetadata().getOwnerReferences()).isEmpty();
        });
    }

    /**
     * A TLS user's name becomes the common name of a certificate, at most 64 long
     * ({@code KafkaUserModel.validateTlsUsername}). Needs {@code Names.kafkaTlsUser}: with the SCRAM user's name Strimzi
     * would refuse the user.
     */
    @ParameterizedTest
    @EnumSource(
            value = KafkaAuthType.class,
            names = {"TLS", "SCRAM_SHA_512"})
    void namesOfUsersAreShortEnoughAndTheirOwn(KafkaAuthType auth) {
        List<String> names =
                users(auth).stream().map(user -> user.getMetadata().getName()).toList();

        assertThat(names)
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(name)
                        .matches(OBJECT_NAME)
                        .hasSizeLessThanOrEqualTo(auth == KafkaAuthType.TLS ? 64 : 253));
        assertThat(users(auth))
                .allSatisfy(
                        user -> assertThat(user.getSpec().getAuthentication().getType())
                                .isEqualTo(auth == KafkaAuthType.TLS ? "tls" : "scram-sha-512"));
    }

    /** Without authentication there is nobody to give rights to. */
    @Test
    void withoutAuthenticationThereAreNoUsers() {
        assertThat(users(KafkaAuthType.NONE)).isEmpty();
    }

    /**
     * Each rule becomes one Kafka ACL for each operation ({@code SimpleAclRule.fromCrd}, {@code toKafkaAclBinding}); rules
     * are a set, so a rule that is there twice would be one. Needs {@code PatternType.LITERAL} in {@code UserRenderer}: a
     * prefix would open the topics of others whose names begin alike, and a literal "*" all of them.
     */
    @ParameterizedTest
    @EnumSource(
            value = KafkaAuthType.class,
            names = {"TLS", "SCRAM_SHA_512"})
    void rulesAreAclsThatKafkaTakes(KafkaAuthType auth) {
        Set<String> topics =
                topics(auth).stream().map(StrimziRulesTest::topicName).collect(Collectors.toSet());
        assertThat(users(auth)).allSatisfy(user -> {
            List<AclBinding> bindings = rules(user).stream()
                    .flatMap(rule -> bindings(user.getMetadata().getName(), rule))
                    .toList();
            assertThat(bindings).isNotEmpty().doesNotHaveDuplicates().allSatisfy(binding -> {
                assertThat(binding.isUnknown()).isFalse();
                if (binding.pattern().resourceType() == ResourceType.TOPIC) {
                    assertThat(topics).contains(binding.pattern().name());
                } else {
                    assertThat(binding.pattern().name())
                            .startsWith(NAMESPACE + ".")
                            .isNotEqualTo("*");
                }
            });
        });
    }

    /**
     * The User Operator copies the labels of a KafkaUser onto its Secret, but for managed-by, which it sets to itself
     * ({@code KafkaUserModel}, {@code Labels.fromResource}). Needs {@code Owner.of} to ask for managed-by: without it the
     * operator took the Secret for a child of its own, in Strimzi's namespace, and pruned it.
     */
    @Test
    void theSecretOfAUserIsNoChildOfOurs() {
        KafkaUser user = users(KafkaAuthType.SCRAM_SHA_512).getFirst();
        Map<String, String> labels = new HashMap<>(user.getMetadata().getLabels());
        labels.put(Labels.MANAGED_BY, "strimzi-user-operator");
        Secret secret = new SecretBuilder()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .build();

        assertThat(Owner.of(user)).isPresent();
        assertThat(Owner.of(secret)).isEmpty();
    }

    private static Stream<AclBinding> bindings(String user, AclRule rule) {
        assertThat(rule.getType()).isEqualTo(AclRuleType.ALLOW);
        return rule.getOperations().stream()
                .map(operation -> new AclBinding(
                        pattern(rule.getResource()),
                        new AccessControlEntry(
                                "User:" + user,
                                rule.getHost(),
                                AclOperation.fromString(operation.name().toUpperCase(Locale.ROOT)),
                                AclPermissionType.ALLOW)));
    }

    private static ResourcePattern pattern(AclRuleResource resource) {
        return switch (resource) {
            case AclRuleTopicResource topic -> {
                assertThat(topic.getPatternType()).isEqualTo(AclResourcePatternType.LITERAL);
                yield new ResourcePattern(ResourceType.TOPIC, topic.getName(), PatternType.LITERAL);
            }
            case AclRuleGroupResource group -> {
                assertThat(group.getPatternType()).isEqualTo(AclResourcePatternType.LITERAL);
                yield new ResourcePattern(ResourceType.GROUP, group.getName(), PatternType.LITERAL);
            }
            default -> throw new AssertionError("A rule for " + resource);
        };
    }

    private static List<AclRule> rules(KafkaUser user) {
        return ((KafkaUserAuthorizationSimple) user.getSpec().getAuthorization()).getAcls();
    }

    private static String topicName(KafkaTopic topic) {
        String name = topic.getSpec().getTopicName();
        return name == null ? topic.getMetadata().getName() : name;
    }

    private static String constant(java.lang.reflect.Field field) {
        try {
            return String.valueOf(field.get(null));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<KafkaTopic> topics(KafkaAuthType auth) {
        return objects(auth, KafkaTopic.class);
    }

    private static List<KafkaUser> users(KafkaAuthType auth) {
        return objects(auth, KafkaUser.class);
    }

    /** All rendered objects of a type, read back from what would be sent. */
    private static <T> List<T> objects(KafkaAuthType auth, Class<T> type) {
        EventTopology topology = topology(auth);
        List<EventService> services = List.of(service("mailer"), service(LONG_SERVICE));
        KafkaCluster cluster = new KafkaCluster(
                "main",
                "kafka",
                Provisioner.STRIMZI,
                Map.of(auth, new KafkaListener("main-kafka-bootstrap.kafka:9093", true)),
                new SecretSource("kafka", "main-cluster-ca-cert", "ca.crt"),
                false,
                false);
        ResourceCatalog catalog = new ResourceCatalog(
                Stream.concat(Stream.of(topology), services.stream()).toList(), List.of(cluster), Map.of());
        Planner planner = new Planner(new Platform("operators", new DaprVersion(1, 16), false, "public", Map.of()));
        Stream<Plan> plans = Stream.concat(
                Stream.of(planner.plan(topology, catalog)),
                services.stream().map(service -> planner.plan(service, catalog)));
        return plans.flatMap(plan -> {
                    assertThat(plan.findings())
                            .noneMatch(finding -> finding.severity().equals("Error"));
                    return plan.objects().stream();
                })
                .filter(type::isInstance)
                .map(object -> Serialization.unmarshal(Serialization.asJson(object), type))
                .toList();
    }

    private static EventTopology topology(KafkaAuthType auth) {
        String word = switch (auth) {
            case NONE -> "none";
            case TLS -> "tls";
            case SCRAM_SHA_512 -> "scramSha512";
        };
        return Serialization.unmarshal(
                """
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: todos, namespace: %s, creationTimestamp: "2026-01-01T00:00:00Z"}
                spec:
                  broker: {kafka: {cluster: main, namespace: kafka, auth: {type: %s}}}
                  delivery: {deadLetter: {enabled: true, retention: 14d}, retry: {maxAttempts: 3}}
                  events:
                    - type: %s
                      partitions: 3
                      replicas: 3
                      retention: 7d
                      config: {cleanup.policy: "compact,delete", max.message.bytes: "1048588", min.insync.replicas: "2"}
                    - {type: %s}
                    - {type: %s}
                    - {type: %s}
                """.formatted(NAMESPACE, word, EVENTS.get(0), EVENTS.get(1), EVENTS.get(2), EVENTS.get(3)),
                EventTopology.class);
    }

    private static EventService service(String name) {
        return Serialization.unmarshal(
                """
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: %s, namespace: %s}
                spec:
                  topologyRef: {name: todos}
                  image: registry.example/app:1
                  publishes: [{event: %s}, {event: %s}]
                  subscribes:
                    - {event: %s, route: /a}
                    - {event: %s, route: /b}
                    - {event: %s, route: /c}
                    - {event: %s, route: /d}
                """.formatted(
                                name,
                                NAMESPACE,
                                EVENTS.get(0),
                                EVENTS.get(1),
                                EVENTS.get(0),
                                EVENTS.get(1),
                                EVENTS.get(2),
                                EVENTS.get(3)),
                EventService.class);
    }
}
