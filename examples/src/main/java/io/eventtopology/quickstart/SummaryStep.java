package io.eventtopology.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** After all that was done to it, one more todo flows; and what became of all events, in figures. */
final class SummaryStep implements Step {
    /** What FailureStep makes. */
    private static final int DEAD_LETTERS = 2;

    @Override
    public String title() {
        return "One more todo, and the figures";
    }

    @Override
    public void run(World world, Stage stage) throws Exception {
        Shop shop = world.shop();
        stage.check("the services have settled after all that", Quickstart.ROLLOUT, shop.services()::complaint);
        EventWays ways = new EventWays(shop, stage);
        People people = new People(shop, stage);
        String todo = people.create(people.register("Barbara"), "Still here");
        stage.check("Notify recorded its message, once", () -> {
            ways.look();
            JsonNode found = shop.services()
                    .api("notify")
                    .get("/messages?todoId=" + todo)
                    .path("messages");
            return Probe.expect(found.size() == 1, "there are " + found.size());
        });
        stage.check("of every event on the wire, Analytics counted one, whatever happened on its way", () -> {
            ways.look();
            return countComplaint(shop);
        });
        stage.check(DEAD_LETTERS + " dead letters, those that were made on purpose", () -> {
            List<String> letters = shop.wire().read().stream()
                    .filter(WireEvent::isDeadLetter)
                    .map(letter -> letter.topic() + ": " + letter.attribute("deadletterreason"))
                    .toList();
            return Probe.expect(letters.size() == DEAD_LETTERS, String.join("\n", letters));
        });
        shop.tally().update(shop.services());
        stage.console().table(table(shop));
        world.report().figures(shop.tally().byService());
    }

    private static Optional<String> countComplaint(Shop shop) throws Exception {
        Map<String, Long> wire = shop.wire().read().stream()
                .filter(event -> !event.isDeadLetter())
                // A relay that hears no answer publishes again: the same event, with the same id.
                .collect(Collectors.groupingBy(
                        WireEvent::topic,
                        TreeMap::new,
                        Collectors.collectingAndThen(
                                Collectors.mapping(WireEvent::id, Collectors.toSet()), ids -> (long) ids.size())));
        Map<String, Long> counted = new TreeMap<>();
        shop.services()
                .api("analytics")
                .get("/projections/types")
                .path("types")
                .forEach(type -> counted.put(
                        type.path("type").asText(), type.path("events").asLong()));
        return Probe.expect(wire.equals(counted), "on the wire: " + wire + "\ncounted: " + counted);
    }

    private static Table table(Shop shop) {
        Table table = new Table("SERVICE", "PUBLISHED", "DELIVERED", "RETRIED", "DEAD-LETTERED", "DUPLICATES");
        Figures all = Figures.NONE;
        for (Map.Entry<String, Figures> entry : shop.tally().byService().entrySet()) {
            all = all.plus(entry.getValue());
            row(table, entry.getKey(), entry.getValue());
        }
        row(table, "all", all);
        return table;
    }

    private static void row(Table table, String name, Figures figures) {
        List<String> texts = new ArrayList<>(List.of(name));
        for (long number : new long[] {
            figures.published(), figures.delivered(), figures.retried(), figures.deadLettered(), figures.duplicates()
        }) {
            texts.add(number == 0 ? "" : Long.toString(number));
        }
        table.row(texts.toArray(String[]::new));
    }
}
