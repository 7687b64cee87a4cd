package io.eventtopology.e2e.cluster;

import static org.awaitility.Awaitility.await;

import io.eventtopology.e2e.TodoFlow;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Fault 33: a Secret is rotated, and its service uses it within a minute. */
@Tag("cluster")
@Order(20)
class SecretRotationTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Without the Secrets' versions in the pod template, Notify goes on with the old password and its pool stays empty. */
    @Test
    void aRotatedPasswordIsUsedWithinAMinute() {
        TodoShop shop = TodoShop.running();
        TodoFlow flow = shop.flow();
        String user = flow.register("Ada");

        shop.databases().rotate("notify");
        shop.databases().disconnect("notify");
        Instant rotated = Instant.now();
        String todo = flow.create(user, "After the rotation");

        await().atMost(LIMIT).ignoreExceptions().until(() -> flow.messages(todo).size() == 1);
        System.out.printf(
                "the event after a rotated password was handled %.1f s after the rotation%n",
                Duration.between(rotated, Instant.now()).toMillis() / 1e3);
        shop.awaitReady();
    }
}
