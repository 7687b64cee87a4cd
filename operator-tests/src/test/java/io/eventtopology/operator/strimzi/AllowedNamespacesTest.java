package io.eventtopology.operator.strimzi;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.crds.Condition;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.tools.standin.StandInKubelet;
import io.eventtopology.tools.standin.StandInTopicOperator;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose services may use the events of a topology: across namespaces, on one Strimzi cluster. */
class AllowedNamespacesTest {
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    private static OperatorHarness harness;
    private static StandInKubelet kubelet;
    private static StandInTopicOperator operator;
    private static StrimziObjects strimzi;

    private String owner;
    private String guest;

    @BeforeAll
    static void startEverything() {
        harness = OperatorHarness.start().allowStrimzi("kafka");
        strimzi = new StrimziObjects(harness);
        strimzi.readyKafka("kafka", "main");
        kubelet = StandInKubelet.start(harness.admin());
        operator = StandInTopicOperator.start(harness.admin(), "kafka", "main");
        harness.startOperator("""
                resyncInterval: PT5S
                kafka: {strimziNamespaces: [kafka]}
                """);
    }

    @AfterAll
    static void stopEverything() {
        operator.close();
        kubelet.close();
        harness.close();
    }

    @BeforeEach
    void makeNamespaces() {
        owner = harness.createNamespace("owner-" + NAMESPACES.incrementAndGet());
        guest = harness.createNamespace("guest-" + NAMESPACES);
    }

    /**
     * Fault 44. Needs {@code NamespaceRule.allows}: when it always allowed, the guest got a user with Read on the owner's
     * topic. The topology's change reaches the guest by {@code ChangeRouter.topologyChanged} or, later, by its resync.
     */
    @Test
    void onlyTheOwnNamespaceUnlessTheTopologySaysOtherwise() {
        topology("");
        service(owner);
        service(guest);
        harness.awaitServiceReady(owner, "reader");

        Condition denied = strimzi.awaitService(guest, "reader", "Stalled", "True", "TopologyNotAllowed");
        assertThat(denied.message()).contains("does not allow services of namespace " + guest);
        assertThat(strimzi.user("kafka", guest + ".reader")).isNull();
        assertThat(harness.admin().secrets().inNamespace(guest).list().getItems())
                .isEmpty();

        topology("allowedNamespaces: {from: All}");
        harness.awaitServiceReady(guest, "reader");
        assertThat(strimzi.user("kafka", guest + ".reader")).isNotNull();
        assertThat(strimzi.secret(guest, "reader-kafka").getData()).containsOnlyKeys("ca.crt", "password");

        topology("allowedNamespaces: {from: Same}");
        strimzi.awaitService(guest, "reader", "Stalled", "True", "TopologyNotAllowed");
        harness.awaitServiceReady(owner, "reader");
    }

    /**
     * Needs {@code CachedCatalog.namespaceLabels} to read the namespace anew: with the labels remembered the guest was never
     * let in. A change of a label reconciles nothing by itself: it is noticed at the next look.
     */
    @Test
    void aSelectorFollowsTheLabelsOfNamespaces() {
        topology("allowedNamespaces: {from: Selector, selector: {matchLabels: {events: allowed}}}");
        service(guest);
        strimzi.awaitService(guest, "reader", "Stalled", "True", "TopologyNotAllowed");

        label(Map.of("events", "allowed"));
        harness.awaitServiceReady(guest, "reader");

        label(Map.of());
        strimzi.awaitService(guest, "reader", "Stalled", "True", "TopologyNotAllowed");
    }

    private void topology(String rule) {
        strimzi.topology(
                owner,
                "todos",
                "{cluster: main, namespace: kafka, auth: {type: scramSha512}}",
                "[{type: " + owner + ".task.created}]",
                rule);
    }

    private void service(String namespace) {
        harness.apply("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: reader, namespace: %s}
                spec:
                  topologyRef: {name: todos, namespace: %s}
                  image: registry.example/reader:1
                  subscribes: [{event: %s.task.created, route: /created}]
                """.formatted(namespace, owner, owner));
    }

    private void label(Map<String, String> labels) {
        harness.admin()
                .namespaces()
                .withName(guest)
                .edit(namespace -> new NamespaceBuilder(namespace)
                        .editMetadata()
                        .withLabels(labels)
                        .endMetadata()
                        .build());
    }
}
