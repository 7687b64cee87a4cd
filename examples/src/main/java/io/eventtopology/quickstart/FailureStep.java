package io.eventtopology.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Breaks Notify on purpose: retries as declared, then the dead letter with its reason; poison; and the partition moves on. */
final class FailureStep implements Step {
    private static final String DEAD_LETTERS = DeclaredTopics.deadLetters(Shop.CREATED, "notify");
    /** Of examples/todo: the first delivery and four more. */
    private static final int ATTEMPTS = 5;
    /** The first wait of the exponential schedule; each is 1.5 times the one before, give or take half (Dapr, dapr/kit retry). */
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);

    private static final double LONGER = 1.5;

    /** What delivery takes besides waiting, on a busy machine. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    @Override
    public String title() {
        return "Break notify: retries, a dead letter, and on";
    }

    @Override
    public void run(World world, Stage stage) throws Exception {
        Shop shop = world.shop();
        Console console = stage.console();
        EventWays ways = new EventWays(shop, stage);
        People people = new People(shop, stage);
        String user = people.register("Grace");
        people.breakNotify("retryable");
        String unlucky = people.create(user, "Fails every time");
        letter(shop, stage, ways, unlucky, "attempts-exhausted", ATTEMPTS);
        stage.check("Notify tried it " + ATTEMPTS + " times, with waits as declared", () -> {
            ways.look();
            return waitsComplaint(waits(shop, unlucky));
        });
        List<Duration> waits = waits(shop, unlucky);
        console.line("Waits between attempts: " + text(waits) + "; declared: " + text(declared())
                + ", each give or take half.");

        people.breakNotify("poison");
        String poison = people.create(user, "Can never be handled");
        letter(shop, stage, ways, poison, "poison", 1);
        people.breakNotify("none");
        String next = people.create(user, "Mended again");
        stage.check("Notify is mended: a new todo gets its message", () -> {
            ways.look();
            return messages(shop, next) == 1 ? Optional.empty() : Optional.of("there is none");
        });
        stage.check("no partition is held up: Notify has committed every event of " + Shop.CREATED, () -> {
            ways.look();
            long lag = world.topics().lag(World.NAMESPACE + ".notify", Shop.CREATED);
            return Probe.expect(lag == 0, lag + " events are not committed");
        });
        stage.check(
                "what was dead-lettered had no effect",
                () -> Probe.expect(messages(shop, unlucky) == 0 && messages(shop, poison) == 0, "it has a message"));
        shop.tally().update(shop.services());
    }

    private static void letter(Shop shop, Stage stage, EventWays ways, String todo, String reason, int attempts)
            throws IOException, InterruptedException {
        Check check = stage.check(
                "its dead letter says " + reason + ", attempts " + attempts + ", and who could not handle it", () -> {
                    ways.look();
                    return shop.wire()
                            .find(DEAD_LETTERS, "todoId", todo)
                            .map(letter -> letterComplaint(letter, reason, attempts))
                            .orElse(Optional.of("nothing is in " + DEAD_LETTERS));
                });
        ways.look();
        if (check.holds()) {
            shop.wire().find(DEAD_LETTERS, "todoId", todo).ifPresent(letter -> show(letter, stage.console()));
        }
    }

    private static Optional<String> letterComplaint(WireEvent letter, String reason, int attempts) {
        return Probe.expect(
                letter.attribute("deadletterreason").equals(reason)
                        && letter.attribute("deadletterattempts").equals(Integer.toString(attempts))
                        && letter.attribute("deadletterhandler").equals("notify/events/todo-created")
                        && letter.attribute("deadlettertopic").equals(Shop.CREATED)
                        && letter.attribute("type").equals(Shop.CREATED),
                "it is " + letter.json());
    }

    private static void show(WireEvent letter, Console console) {
        for (String name : List.of(
                "deadletterreason", "deadlettererror", "deadletterattempts", "deadletterhandler", "deadlettertopic")) {
            console.line("  %-19s %s".formatted(name, letter.attribute(name)), Tint.FAINT);
        }
    }

    private static int messages(Shop shop, String todo) throws Exception {
        return shop.services()
                .api("notify")
                .get("/messages?todoId=" + todo)
                .path("messages")
                .size();
    }

    private static List<Duration> waits(Shop shop, String todo) throws Exception {
        Optional<WireEvent> event = shop.wire().find(Shop.CREATED, "todoId", todo);
        if (event.isEmpty()) {
            return List.of();
        }
        List<Instant> times = new ArrayList<>();
        for (JsonNode attempt : shop.services()
                .api("notify")
                .get("/attempts?eventId=" + event.get().id())
                .path("attempts")) {
            times.add(Instant.parse(attempt.path("at").asText()));
        }
        List<Duration> waits = new ArrayList<>();
        for (int i = 1; i < times.size(); i++) {
            waits.add(Duration.between(times.get(i - 1), times.get(i)));
        }
        return waits;
    }

    private static List<Duration> declared() {
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < ATTEMPTS - 1; i++) {
            waits.add(Duration.ofMillis(Math.round(FIRST_WAIT.toMillis() * Math.pow(LONGER, i))));
        }
        return waits;
    }

    private static Optional<String> waitsComplaint(List<Duration> waits) {
        List<Duration> declared = declared();
        boolean right = waits.size() == declared.size();
        for (int i = 0; right && i < waits.size(); i++) {
            Duration least = declared.get(i).dividedBy(2);
            Duration most = declared.get(i).plus(least).plus(SLACK);
            right = waits.get(i).compareTo(least) >= 0 && waits.get(i).compareTo(most) <= 0;
        }
        return Probe.expect(right, "it waited " + text(waits));
    }

    private static String text(List<Duration> times) {
        return String.join(", ", times.stream().map(Console::seconds).toList());
    }
}
