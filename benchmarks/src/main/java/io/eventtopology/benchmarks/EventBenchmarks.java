package io.eventtopology.benchmarks;

import io.eventtopology.benchmarks.Throughput.Arm;
import java.nio.file.Files;
import java.util.Map;

/**
 * B7 and B8: what the outbox and the inbox cost, on a real broker, sidecar and database. Prints figures and their ratio to floors of the same run; exits
 * with 1 when a ratio misses its bar.
 */
public final class EventBenchmarks {
    private static final double LEAST_SHARE = 0.5;
    private static final double MOST_DEDUPLICATION = 1.3;
    private static final long MOST_LATENCY_MILLISECONDS = 50;

    private EventBenchmarks() {}

    /**
     * Runs them.
     *
     * @param arguments the number of events for each measurement (20000) and of rounds (5)
     */
    public static void main(String[] arguments) throws Exception {
        int events = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        // Of the JDK's HTTP server; without it an answer waits for the acknowledgement of its headers.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        boolean held;
        try (Shop shop = new Shop(Files.createTempDirectory("benchmarks"))) {
            held = throughput(shop, events, rounds) & latency(shop) & deduplication(shop, events / 4, rounds);
        }
        System.exit(held ? 0 : 1);
    }

    private static boolean throughput(Shop shop, int events, int rounds) throws Exception {
        System.out.println("B7, saturation: " + events + " events");
        Map<Arm, Double> rates = new Throughput(shop, events).run(rounds);
        rates.forEach((arm, rate) -> System.out.printf("  %-40s %,8.0f events/s%n", arm.description(), rate));
        return share("in bulk until the outbox is empty", rates, Arm.BULK, Arm.PRODUCER, Arm.DRAIN)
                & share(
                        "in bulk until a plain consumer has all",
                        rates,
                        Arm.BULK_TO_CONSUMER,
                        Arm.PRODUCER_TO_CONSUMER,
                        Arm.DRAIN)
                & share(
                        "in bulk to a service, delivered in bulk",
                        rates,
                        Arm.BULK_TO_SERVICE,
                        Arm.PRODUCER,
                        Arm.TOPIC_DRAIN_BULK)
                & share(
                        "in bulk to a service, delivered one by one",
                        rates,
                        Arm.BULK_TO_SERVICE_SINGLE,
                        Arm.PRODUCER,
                        Arm.TOPIC_DRAIN);
    }

    private static boolean share(String what, Map<Arm, Double> rates, Arm ours, Arm floor, Arm other) {
        double smaller = Math.min(rates.getOrDefault(floor, 0.0), rates.getOrDefault(other, 0.0));
        double share = rates.getOrDefault(ours, 0.0) / smaller;
        return verdict(what + ", share of the smaller floor", share, share >= LEAST_SHARE, "at least 0.50");
    }

    private static boolean latency(Shop shop) throws Exception {
        System.out.println("B7, 100 events/s: milliseconds from commit to consumer");
        Latency latency = new Latency(shop, 100, 1500);
        long[] floor = latency.producer();
        long[] ours = latency.outbox();
        System.out.printf("  producer p50 %.1f, p99 %.1f%n", milliseconds(floor, 0.5), milliseconds(floor, 0.99));
        System.out.printf("  outbox   p50 %.1f, p99 %.1f%n", milliseconds(ours, 0.5), milliseconds(ours, 0.99));
        double over = milliseconds(ours, 0.99) - milliseconds(floor, 0.99);
        return verdict("p99 over the floor, ms", over, over <= MOST_LATENCY_MILLISECONDS, "at most 50");
    }

    private static boolean deduplication(Shop shop, int events, int rounds) throws Exception {
        System.out.println("B8: " + events + " events");
        Deduplication deduplication = new Deduplication(shop, events);
        double database = deduplication.database(rounds);
        System.out.printf("  time with inbox / without, calls and database alone: %.2f%n", database);
        double ratio = deduplication.delivered(rounds);
        return verdict(
                "time with inbox / without, delivered by a sidecar",
                ratio,
                ratio <= MOST_DEDUPLICATION,
                "at most 1.30");
    }

    private static double milliseconds(long[] nanoseconds, double share) {
        return Figures.percentile(nanoseconds, share) / 1e6;
    }

    private static boolean verdict(String what, double value, boolean held, String bar) {
        System.out.printf("  %s: %.2f (%s) %s%n", what, value, bar, held ? "ok" : "MISSED");
        return held;
    }
}
