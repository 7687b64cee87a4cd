package io.eventtopology.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A user registers, writes down todos and completes one: the way of each event, from the request to its effects. */
final class FlowStep implements Step {
    private static final int MESSAGES = 4;

    /** An event that must come: its type, and a field of its data with its value. */
    private record Expected(String type, String field, String value) {}

    @Override
    public String title() {
        return "Todos on their way";
    }

    @Override
    public void run(World world, Stage stage) throws Exception {
        Shop shop = world.shop();
        Console console = stage.console();
        EventWays ways = new EventWays(shop, stage);
        People people = new People(shop, stage);
        String user = people.register("Ada");
        String groceries = people.create(user, "Buy groceries");
        String plants = people.create(user, "Water the plants");
        people.complete(groceries);
        List<Expected> expected = List.of(
                new Expected(Shop.REGISTERED, "userId", user),
                new Expected(Shop.CREATED, "todoId", groceries),
                new Expected(Shop.CREATED, "todoId", plants),
                new Expected(Shop.COMPLETED, "todoId", groceries));
        Check recorded = stage.check("Notify recorded one message for each of the 4 events", () -> {
            ways.look();
            return messagesComplaint(shop, expected);
        });
        if (recorded.holds()) {
            ways.firstDelivery().ifPresent(time -> {
                world.report().firstDelivery(time);
                console.line(
                        "The first event was delivered " + Console.seconds(time) + " after the start of this program.");
            });
        }
        stage.check("each event is once on the topic of its type, as the CloudEvent that is documented", () -> {
            ways.look();
            return wireComplaint(shop, expected);
        });
        stage.check("Analytics counts 2 todos of Ada: 1 completed, 1 open, and " + MESSAGES + " messages", () -> {
            ways.look();
            JsonNode counts = shop.services().api("analytics").get("/projections/users/" + user);
            return Probe.expect(
                    counts.path("created").asInt() == 2
                            && counts.path("completed").asInt() == 1
                            && counts.path("open").asInt() == 1
                            && counts.path("notifications").asInt() == MESSAGES,
                    "it counts " + counts);
        });
        shop.wire().find(Shop.CREATED, "todoId", groceries).ifPresent(event -> {
            console.line("");
            console.line("On the wire, topic " + event.topic() + ", key " + event.key() + ":");
            event.json().toPrettyString().lines().forEach(line -> console.line("  " + line, Tint.FAINT));
        });
        shop.tally().update(shop.services());
    }

    private static Optional<String> messagesComplaint(Shop shop, List<Expected> expected)
            throws IOException, InterruptedException {
        List<String> wrong = new ArrayList<>();
        for (Expected wanted : expected) {
            Optional<WireEvent> event = shop.wire().find(wanted.type(), wanted.field(), wanted.value());
            if (event.isEmpty()) {
                wrong.add(wanted.type() + " is not published");
                continue;
            }
            int messages = shop.services()
                    .api("notify")
                    .get("/messages?eventId=" + event.get().id())
                    .path("messages")
                    .size();
            if (messages != 1) {
                wrong.add(messages + " messages for " + wanted.type() + " "
                        + event.get().id());
            }
        }
        return Probe.expect(wrong.isEmpty(), String.join("\n", wrong));
    }

    private static Optional<String> wireComplaint(Shop shop, List<Expected> expected) {
        List<WireEvent> all = shop.wire().read();
        List<String> wrong = new ArrayList<>();
        for (Expected wanted : expected) {
            List<WireEvent> found = all.stream()
                    .filter(event -> !event.isDeadLetter()
                            && event.attribute("type").equals(wanted.type())
                            && event.data(wanted.field()).equals(wanted.value()))
                    .toList();
            if (found.size() != 1) {
                wrong.add(wanted.type() + " with " + wanted.value() + " is there " + found.size() + " times");
            }
            found.forEach(event -> wrong.addAll(differences(event, wanted)));
        }
        return Probe.expect(wrong.isEmpty(), String.join("\n", wrong));
    }

    private static Set<String> differences(WireEvent event, Expected wanted) {
        Set<String> wrong = new TreeSet<>();
        expect(event, "specversion", "1.0", wrong);
        expect(event, "type", event.topic(), wrong);
        expect(event, "source", wanted.type().startsWith("users.") ? "/users/api" : "/todos/api", wrong);
        if (event.id().isEmpty()) {
            wrong.add(event.topic() + " has no id");
        }
        if (!event.key().equals(wanted.value())) {
            wrong.add(event.topic() + " has the key " + event.key() + ", not " + wanted.value());
        }
        try {
            OffsetDateTime.parse(event.attribute("time"));
        } catch (DateTimeException e) {
            wrong.add(event.topic() + " has the time " + event.attribute("time"));
        }
        return wrong;
    }

    private static void expect(WireEvent event, String attribute, String value, Set<String> wrong) {
        if (!event.attribute(attribute).equals(value)) {
            wrong.add(event.topic() + " has the " + attribute + " " + event.attribute(attribute) + ", not " + value);
        }
    }
}
