package io.eventtopology.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.eventtopology.tools.kafka.KafkaBroker;
import io.eventtopology.tools.localrun.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Order → Payment → Shipping under failure: every order ends, and the money adds up. */
class SagaTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int ORDERS = Boolean.getBoolean("full") ? 1000 : 200;
    private static final int KILLS = 6;
    private static final long PRICE = 250;

    /**
     * Payments fail at random and are declined at random, parcels fail at random, and shipping is killed again and again. Some orders
     * expire on the way. In the end each is shipped and paid, or costs nothing.
     */
    @Test
    void every_order_ends_shipped_and_paid_or_refunded() throws InterruptedException {
        try (KafkaBroker broker = KafkaBroker.plain()) {
            PlannedExample example = PlannedExample.of("checkout-saga", topology -> topology, KafkaSetup.plain(broker));
            KafkaSetup.createTopics(broker, example);
            try (RunningExample shop = RunningExample.start(
                    example,
                    List.of(),
                    Map.of(
                            "order", Map.of("ORDERS_TIMEOUT", "PT10S", "ORDERS_LOOK", "PT0.5S"),
                            "payment", Map.of("PAYMENTS_DECLINE_RATE", "0.2", "PAYMENTS_FAILURE_RATE", "0.2"),
                            "shipping", Map.of("SHIPPING_FAILURE_RATE", "0.1")))) {
                List<String> orders = place(shop);
                awaitTheEnd(shop, orders.size());
                check(shop, orders);
                ServiceFootprint.check(shop, List.of("order", "payment", "shipping"));
            }
        }
    }

    private static List<String> place(RunningExample shop) throws InterruptedException {
        Random random = new Random(4711);
        List<String> orders = new ArrayList<>();
        for (int i = 0; i < ORDERS; i++) {
            orders.add(shop.api("order")
                    .post(
                            "/orders",
                            "{\"customerId\":\"c%d\",\"items\":[{\"sku\":\"book\",\"quantity\":%d,\"unitPriceCents\":%d}]}"
                                    .formatted(i % 10, i % 3 + 1, PRICE))
                    .ok()
                    .path("orderId")
                    .asText());
            if (i % (ORDERS / KILLS) == ORDERS / KILLS / 2) {
                shop.kill("shipping", random.nextBoolean() ? Part.APP : Part.SIDECAR);
            }
            Thread.sleep(5);
        }
        return orders;
    }

    private static void awaitTheEnd(RunningExample shop, int orders) {
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            JsonNode counts = shop.api("order").get("/orders/counts").ok();
            assertThat(counts.path("completed").asInt()
                            + counts.path("cancelled").asInt())
                    .as("orders that have ended: %s", counts)
                    .isEqualTo(orders);
        });
    }

    private static void check(RunningExample shop, List<String> orders) {
        long owed = 0;
        int completed = 0;
        int expired = 0;
        for (String id : orders) {
            JsonNode order = shop.api("order").get("/orders/" + id).ok();
            JsonNode payment = shop.api("payment").get("/payments/" + id).ok();
            expired += order.path("steps").toString().contains("expired") ? 1 : 0;
            if (order.path("state").asText().equals("COMPLETED")) {
                completed++;
                owed += order.path("totalCents").asLong();
                assertThat(payment.path("state").asText())
                        .as("payment of %s", order)
                        .isEqualTo("CHARGED");
                assertThat(shop.api("shipping")
                                .get("/parcels/" + id)
                                .ok()
                                .path("state")
                                .asText())
                        .isEqualTo("SHIPPED");
            } else {
                assertThat(payment.path("state").asText())
                        .as("payment of %s", order)
                        .isIn("DECLINED", "REFUNDED", "REFUSED");
            }
        }
        JsonNode balance = shop.api("payment").get("/payments/balance").ok();
        assertThat(balance.path("balanceCents").asLong()).as("%s", balance).isEqualTo(owed);
        System.out.printf(
                "Saga: %d orders, %d completed, %d cancelled, %d of all expired on the way; %s%n",
                orders.size(), completed, orders.size() - completed, expired, balance);
    }
}
