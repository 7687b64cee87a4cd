package io.eventtopology.operator.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ForwardingAdmin;
import org.junit.jupiter.api.Test;

/** The clients are real; nothing listens at their address. */
class AdminClientsTest {
    private final List<String> closed = new CopyOnWriteArrayList<>();
    private final AdminClients clients = new AdminClients(this::create);

    @Test
    void keepsOneClientForAConnection() {
        try (clients) {
            assertThat(clients.get(connection("main", "secret"))).isSameAs(clients.get(connection("main", "secret")));
            assertThat(clients.get(connection("main", "secret")))
                    .isNotSameAs(clients.get(connection("other", "secret")));
            assertThat(closed).isEmpty();
        }
        assertThat(closed).hasSize(2);
    }

    @Test
    void aNewPasswordGetsANewClientAndTheOldOneCloses() {
        try (clients) {
            Admin old = clients.get(connection("main", "old"));

            assertThat(clients.get(connection("main", "new"))).isNotSameAs(old);

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(closed).containsExactly("event-topology-operator-main-1"));
        }
    }

    @Test
    void forgetsACluster() {
        try (clients) {
            clients.get(connection("main", "secret"));

            clients.forget("main");
            clients.forget("never-known");

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(closed).containsExactly("event-topology-operator-main-1"));
        }
    }

    /** It would go on trying in the background and log each failure. */
    @Test
    void aClientThatReachesNobodyIsClosedAfterTheCall() {
        try (clients) {
            DirectProvisioner provisioner = new DirectProvisioner(clients);

            assertThat(provisioner.observe(connection("main", "secret"), Set.of("a.b.c"), Set.of()))
                    .hasEntrySatisfying(
                            "a.b.c",
                            lookup -> assertThat(lookup.problem().reason())
                                    .isEqualTo(BrokerProblem.Reason.BrokerUnavailable));

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(closed).containsExactly("event-topology-operator-main-1"));
        }
    }

    @Test
    void aClientThatCannotBeMadeLeavesTheOldOne() {
        try (clients) {
            Admin old = clients.get(connection("main", "secret"));
            ClusterConnection unresolvable =
                    new ClusterConnection("main", "broker.invalid:9092", new BrokerSecurity.None());

            assertThat(new DirectProvisioner(clients).observe(unresolvable, Set.of("a.b.c"), Set.of()))
                    .hasEntrySatisfying("a.b.c", lookup -> assertThat(lookup).isInstanceOf(TopicLookup.Unknown.class));

            assertThat(clients.get(connection("main", "secret"))).isSameAs(old);
        }
    }

    @Test
    void callersAtOnceGetOneClient() throws InterruptedException {
        try (clients) {
            Set<Admin> seen = Collections.synchronizedSet(new HashSet<>());
            List<Thread> threads = IntStream.range(0, 16)
                    .mapToObj(i -> Thread.startVirtualThread(() -> seen.add(clients.get(connection("main", "secret")))))
                    .toList();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(seen).hasSize(1);
        }
    }

    private static ClusterConnection connection(String cluster, String password) {
        return new ClusterConnection(
                cluster, "127.0.0.1:1", new BrokerSecurity.ScramSha512(true, null, "operator", password));
    }

    private Admin create(Map<String, Object> properties) {
        return new ForwardingAdmin(properties) {
            @Override
            public void close(Duration timeout) {
                closed.add((String) properties.get("client.id"));
                super.close(timeout);
            }
        };
    }
}
