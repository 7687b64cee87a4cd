package io.eventtopology.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Fault 26 with everything there is in a namespace: topology, services, pods and sidecars. */
@Tag("cluster")
@Order(80)
class NamespaceDeletionTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void aNamespaceWithResourcesIsGoneWithinAMinuteAndItsTopicsStay() {
        TodoShop shop = TodoShop.running();
        Set<String> before = Topics.names();
        Instant start = Instant.now();

        shop.delete();

        Duration taken = Duration.between(start, Instant.now());
        System.out.printf("the namespace was gone after %.1f s%n", taken.toMillis() / 1e3);
        assertThat(taken).isLessThan(LIMIT);
        assertThat(before).contains("todos.task.created", "todos.task.created.shop.notify.dlq");
        assertThat(Topics.names()).containsAll(before);
    }
}
