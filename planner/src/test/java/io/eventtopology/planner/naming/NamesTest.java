package io.eventtopology.planner.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.planner.model.ServiceReferences.TopologyKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    private static final Pattern DNS_SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "todos.task.reOpened",
                "todos.task_list.created",
                "todos-.task.created",
                "todos.-task.created",
                "a.b_.c",
                "_",
                "a..b",
                "aB.c.d",
                "ab_.c.d"
            })
    void what_is_no_object_name_becomes_one_with_a_hash(String name) {
        assertThat(Names.object(name)).matches(DNS_SUBDOMAIN).matches("(.*-)?[0-9a-f]{8}");
    }

    @Test
    void names_that_differ_only_in_what_is_not_allowed_stay_apart() {
        assertThat(Names.object("todos.task.re_opened")).isNotEqualTo(Names.object("todos.task.reOpened"));
        assertThat(Names.object("todos.task.reopened")).isEqualTo("todos.task.reopened");
    }

    @Test
    void a_long_name_is_cut_and_keeps_apart() {
        String long1 = "a".repeat(300);
        assertThat(Names.object(long1)).hasSizeLessThanOrEqualTo(253).matches(DNS_SUBDOMAIN);
        assertThat(Names.object(long1)).isNotEqualTo(Names.object(long1 + "b"));
        assertThat(Names.kafkaTlsUser("n".repeat(63), "s".repeat(50)))
                .hasSizeLessThanOrEqualTo(Names.MAX_TLS_USER)
                .matches(DNS_SUBDOMAIN);
        assertThat(Names.kafkaTlsUser("n".repeat(55), "sss-aaaaaaa"))
                .hasSizeLessThanOrEqualTo(Names.MAX_TLS_USER)
                .matches(DNS_SUBDOMAIN);
    }

    @Test
    void short_names_are_as_they_are_declared() {
        assertThat(Names.kafkaTlsUser("shop", "todo")).isEqualTo("shop.todo");
        assertThat(Names.consumerGroup("shop", "todo")).isEqualTo("shop.todo");
        assertThat(Names.component("shop", "todos", "shop", "notify")).isEqualTo("todos-notify");
        assertThat(Names.component("other", "todos", "shop", "notify")).isEqualTo("other.todos-notify");
        assertThat(Names.componentOfEvent("todos-notify", "todos.task.created"))
                .isEqualTo("todos-notify.todos.task.created");
        assertThat(Names.subscription("notify", "todos.task.created")).isEqualTo("notify.todos.task.created");
        assertThat(Names.deadLetterTopic("todos.task.created", "shop", "notify"))
                .isEqualTo("todos.task.created.shop.notify.dlq");
    }

    /**
     * Whatever the names: what the operator makes of different things in one namespace has different names. Only topology and
     * service can be joined to what another pair gives too, and of that ComponentNameClaimed tells.
     */
    @Test
    void no_two_things_get_one_name() {
        List<String> labels =
                List.of("a", "b", "a-b", "b-c", "c", "a-b-c", "dlq", "dead-letters", "a-dead-letters", "kafka");
        List<String> events = List.of("c.d.e", "b-c.d.e", "c.d.dlq", "dlq.d.e", "c.d-e.f", "kafka.c.d");
        Map<String, String> components = new HashMap<>();
        Map<String, String> others = new HashMap<>();
        for (String service : labels) {
            for (String namespace : labels) {
                for (String topology : labels) {
                    String pair = topology + "-" + service + (namespace.equals("a") ? "" : " of " + namespace);
                    String base = Names.component(namespace, topology, "a", service);
                    alone(components, base, pair);
                    alone(components, Names.deadLetterComponent(base), "dead letters of " + pair);
                    events.forEach(
                            event -> alone(components, Names.componentOfEvent(base, event), event + " of " + pair));
                }
            }
            for (String event : events) {
                alone(others, Names.subscription(service, event), event + " to " + service);
                alone(
                        others,
                        Names.deadLetterSubscription(service, event),
                        "dead letters of " + event + " to " + service);
            }
        }
        Map<String, String> secrets = new HashMap<>();
        Map<String, String> topics = new HashMap<>();
        events.forEach(event -> alone(topics, Names.object(event), event));
        for (String service : labels) {
            alone(secrets, Names.kafkaSecret(service), service);
            for (String other : labels) {
                alone(secrets, Names.kafkaSecret(service, null, other), service + " at " + other);
                alone(secrets, Names.kafkaSecret(service, null, other + ".a"), service + " at " + other + ".a");
                alone(secrets, Names.kafkaSecret(service, other, "a"), service + " at a of " + other);
                events.forEach(event -> alone(
                        topics,
                        Names.object(Names.deadLetterTopic(event, other, service)),
                        event + other + "/" + service));
            }
        }
    }

    /**
     * Dashes in a row in the names of namespaces and topologies do not make two variables one. With each dash an underscore,
     * {@code b--c} of {@code a} had that of {@code c} of {@code a--b}, and {@code a--b} that of {@code b} of {@code a}.
     */
    @Test
    void each_topology_has_its_own_variable() {
        List<String> labels =
                List.of("a", "b", "c", "a-b", "b-c", "a--b", "b--c", "a---b", "a-b--c", "a-d", "a-db", "adb");
        Map<String, String> variables = new HashMap<>();
        for (String namespace : labels) {
            for (String topology : labels) {
                TopologyKey key = new TopologyKey(namespace, topology);
                String variable = Names.pubsubVariable(key, "a");
                assertThat(variable).matches("[A-Za-z_][A-Za-z0-9_]*");
                alone(variables, variable, key.toString());
            }
        }
        assertThat(Names.pubsubVariable(new TopologyKey("sales-team", "new-orders"), "shop"))
                .isEqualTo("PUBSUB_NAME_SALES_TEAM__NEW_ORDERS");
        assertThat(Names.pubsubVariable(new TopologyKey("shop", "new--orders"), "shop"))
                .isEqualTo("PUBSUB_NAME_NEW_dORDERS");
    }

    private static void alone(Map<String, String> names, String name, String thing) {
        String known = names.putIfAbsent(name, thing);
        assertThat(known == null ? thing : known).as(name).isEqualTo(thing);
    }

    @Test
    void the_longest_names_the_schema_allows_fit_everywhere() {
        String event = "e".repeat(120);
        String namespace = "n".repeat(63);
        String service = "s".repeat(50);
        String topology = "t".repeat(40);
        assertThat(Names.deadLetterTopic(event, namespace, service)).hasSizeLessThanOrEqualTo(Names.MAX_TOPIC);
        assertThat(Names.deadLetterSubscription(service, event)).hasSizeLessThanOrEqualTo(253);
        assertThat(Names.deadLetterComponent(Names.component(namespace, topology, "x", service)))
                .hasSizeLessThanOrEqualTo(253);
        assertThat(Names.kafkaSecret(service, "n".repeat(63), "c".repeat(253))).hasSizeLessThanOrEqualTo(253);
    }

    @Test
    void the_component_of_an_event_fits() {
        String component = Names.component("n".repeat(63), "t".repeat(40), "x", "s".repeat(50));
        assertThat(Names.componentOfEvent(component, "e".repeat(40) + "." + "e".repeat(39) + "." + "e".repeat(39)))
                .hasSizeLessThanOrEqualTo(253);
    }
}
