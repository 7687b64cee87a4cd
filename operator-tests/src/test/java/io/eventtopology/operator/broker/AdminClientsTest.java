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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ForwardingAdmin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
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

    private static Map<String, TopicLookup> look(DirectProvisioner provisioner, String cluster) {
        return provisioner.observe(connection(cluster, "secret"), Set.of("a.b.c"), Set.of());
    }

    /**
     * Guard: {@link UnreachableClusters}. Seen to fail without it: each call took 12 s, and a thread.
     */
    @Test
    void onlyOneCallerWaitsForADeadCluster() throws InterruptedException {
        AtomicLong now = new AtomicLong();
        List<String> made = new CopyOnWriteArrayList<>();
        CountDownLatch secondCall = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        try (AdminClients slow = new AdminClients(
                properties -> {
                    made.add((String) properties.get("client.id"));
                    if (made.size() == 2) {
                        secondCall.countDown();
                        awaitUninterrupted(answer);
                    }
                    throw new KafkaException(new ConfigException("No resolvable bootstrap urls given"));
                },
                now::get)) {
            DirectProvisioner provisioner = new DirectProvisioner(slow);
            Map<String, TopicLookup> first = look(provisioner, "main");
            assertThat(first.get("a.b.c").problem().reason()).isEqualTo(BrokerProblem.Reason.BrokerUnavailable);

            now.set(UnreachableClusters.REST.toNanos() - 1);
            assertThat(look(provisioner, "main")).as("told at once").isEqualTo(first);
            assertThat(new DirectUsers(slow).obstacle(connection("main", "secret"), "shop.todo"))
                    .isEqualTo(first.get("a.b.c").problem());
            assertThat(made).hasSize(1);

            now.set(UnreachableClusters.REST.toNanos());
            Thread one = Thread.startVirtualThread(() -> look(provisioner, "main"));
            assertThat(secondCall.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(look(provisioner, "main")).as("while another tries").isEqualTo(first);
            answer.countDown();
            one.join();
            assertThat(made).hasSize(2);

            assertThat(look(provisioner, "main"))
                    .as("told at once after the second failure")
                    .isEqualTo(first);
            assertThat(made).hasSize(2);

            look(provisioner, "other");
            provisioner.observe(connection("main", "another"), Set.of("a.b.c"), Set.of());
            assertThat(made)
                    .as("other clusters and other credentials are tried")
                    .hasSize(4);
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
