package io.eventtopology.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.e2e.TodoFlow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Fault 31: the operator and the services change while events flow; and the operator goes and comes back. */
@Tag("cluster")
@Order(30)
class UpgradeTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> UNTOUCHED = List.of(
            "components.dapr.io",
            "subscriptions.dapr.io",
            "resiliencies.dapr.io",
            "configurations.dapr.io",
            "services",
            "serviceaccounts",
            "networkpolicies",
            "secrets");

    private final ClusterUnderTest cluster = ClusterUnderTest.current();
    private final Release release = new Release();

    /** The other name of the repository stands for the same images, so an upgrade to it replaces every pod, as one to another version would. */
    @Test
    void noEventIsLostWhileTheChartGoesUpAndDown() throws Exception {
        TodoShop shop = TodoShop.running();
        TodoFlow flow = shop.flow();
        String user = flow.register("Ada");

        Queue<String> created = new ConcurrentLinkedQueue<>();
        AtomicBoolean open = new AtomicBoolean(true);
        Thread people = Thread.ofVirtual().start(() -> create(flow, user, open, created));
        release.upgrade("images.repository=docker.io/" + cluster.options().repository(), "podAnnotations.version=next");
        awaitRolledOut(shop, "docker.io/");
        int upgraded = created.size();
        cluster.helm("rollback", Release.NAME, "-n", Release.NAMESPACE, "--wait");
        awaitRolledOut(shop, cluster.options().repository());
        open.set(false);
        people.join();

        // The table, not the answers: a todo whose answer was lost on its way is there all the same.
        long committed = shop.databases().number("todo", "SELECT count(*) FROM todo WHERE user_id = '" + user + "'");
        String ofUser = " FROM message WHERE event_type = 'todos.task.created' AND user_id = '" + user + "'";
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(shop.databases().number("notify", "SELECT count(DISTINCT todo_id)" + ofUser))
                                .isEqualTo(committed));
        flow.awaitCounts(user, (int) committed, 0);
        assertThat(shop.databases().number("notify", "SELECT count(*)" + ofUser))
                .isEqualTo(committed);
        assertThat(committed).isGreaterThanOrEqualTo(created.size());
        System.out.printf(
                "%d todos were created during the upgrade and %d during the downgrade; each was notified once and counted once%n",
                upgraded, created.size() - upgraded);
        assertThat(upgraded).isPositive();
    }

    @Test
    void whatTheOperatorMadeOutlivesItAndIsTakenUpAgainWithoutAWrite() {
        TodoShop shop = TodoShop.running();
        Set<String> topics = Topics.names();
        Map<String, String> before = versions();

        release.uninstall();

        assertThat(versions()).isEqualTo(before);
        assertThat(Topics.names()).containsAll(topics);
        TodoFlow flow = shop.flow();
        String user = flow.register("Grace");
        flow.awaitMessages(flow.create(user, "Without an operator"), 1);

        release.upgrade();
        shop.awaitReady();
        // One resync's time would be minutes; what a new operator writes it writes when it first sees a resource.
        await().during(Duration.ofSeconds(10))
                .atMost(Duration.ofSeconds(20))
                .until(() -> versions().equals(before));
    }

    private static void create(TodoFlow flow, String user, AtomicBoolean open, Queue<String> created) {
        while (open.get()) {
            try {
                created.add(flow.create(user, "Flows"));
            } catch (RuntimeException e) {
                // A request on its way to a pod that ends was not accepted; people try again.
                assertThat(e).hasMessageNotContaining("answered 4");
            }
            await().pollDelay(Duration.ofMillis(200)).until(() -> true);
        }
    }

    private void awaitRolledOut(TodoShop shop, String imagePrefix) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(shop.pods())
                        .hasSize(4)
                        .allSatisfy(pod -> assertThat(pod.getSpec().getContainers())
                                .filteredOn(container -> container.getName().equals("app"))
                                .allSatisfy(container ->
                                        assertThat(container.getImage()).startsWith(imagePrefix))));
        shop.awaitReady();
    }

    /** Versions of all that the operator made, by kind and name; of Deployments, whose status moves, the version of their spec. */
    private Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        read(versions, String.join(",", UNTOUCHED), "resourceVersion");
        read(versions, "deployments", "generation");
        return versions;
    }

    private void read(Map<String, String> versions, String kinds, String field) {
        cluster.kubectl(
                        "-n",
                        TodoShop.NAMESPACE,
                        "get",
                        kinds,
                        "-l",
                        "app.kubernetes.io/managed-by=event-topology-operator",
                        "-o",
                        "jsonpath={range .items[*]}{.kind}/{.metadata.name}={.metadata." + field + "}{\"\\n\"}{end}")
                .lines()
                .map(line -> line.split("=", 2))
                .forEach(pair -> versions.put(pair[0], pair[1]));
    }
}
