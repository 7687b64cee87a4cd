package io.eventtopology.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Shows the way of each event as it happens: published, delivered, recorded, or dead-lettered. Each look prints what is new since
 * the last, with the times that broker and services noted, since the stage began.
 */
final class EventWays {
    private final Shop shop;
    private final Stage stage;
    private final Instant begin;
    private final Map<String, WireEvent> published = new HashMap<>();
    private final Map<String, Integer> attempts = new HashMap<>();
    private final Set<String> settled = new HashSet<>();
    private final Set<String> deadLettered = new HashSet<>();
    private final List<Line> lines = new ArrayList<>();
    private final Map<String, Instant> counted = new LinkedHashMap<>();
    private int read;
    private long position;
    private @Nullable Duration firstDelivery;

    private record Line(Instant time, String kind, String text) {}

    /** Shows events that are published from now on. */
    EventWays(Shop shop, Stage stage) throws IOException, InterruptedException {
        this.shop = shop;
        this.stage = stage;
        begin = Instant.now().minus(stage.elapsed());
        read = shop.wire().read().size();
        newOfAnalytics();
    }

    /** Time since the start of the program when a delivered event was first seen to have had its effect. */
    Optional<Duration> firstDelivery() {
        return Optional.ofNullable(firstDelivery);
    }

    /** Looks, and prints what is new. */
    void look() throws IOException, InterruptedException {
        List<WireEvent> all = shop.wire().read();
        all.subList(read, all.size()).forEach(this::seen);
        read = all.size();
        for (WireEvent event : List.copyOf(published.values())) {
            if (DeclaredTopics.isNotified(event.topic()) && !settled.contains(event.id())) {
                follow(event);
            }
        }
        newOfAnalytics().forEach(entry -> counted.put(entry.at("/event/id").asText(), Instant.now()));
        // Those that were not read from their topic yet wait for the next look.
        counted.entrySet().removeIf(entry -> {
            WireEvent event = published.get(entry.getKey());
            if (event != null) {
                add(entry.getValue(), "analytics", "counted " + label(event));
                delivered();
            }
            return event != null;
        });
        lines.sort(Comparator.comparing(Line::time));
        lines.forEach(line -> stage.console().event(Duration.between(begin, line.time()), line.kind(), line.text()));
        lines.clear();
    }

    private void seen(WireEvent event) {
        if (event.isDeadLetter()) {
            deadLettered.add(event.id());
            add(
                    event.time(),
                    "dead letter",
                    event.topic() + ": " + event.attribute("deadletterreason") + " after "
                            + event.attribute("deadletterattempts") + " attempts");
            return;
        }
        published.put(event.id(), event);
        add(
                event.time(),
                "published",
                label(event) + ", partition " + event.partition() + ", offset " + event.offset());
    }

    private void follow(WireEvent event) throws IOException, InterruptedException {
        ServiceApi notify = shop.services().api("notify");
        JsonNode tried = notify.get("/attempts?eventId=" + event.id()).path("attempts");
        for (int i = attempts.getOrDefault(event.id(), 0); i < tried.size(); i++) {
            String which = i == 0 ? "" : ", attempt " + (i + 1);
            add(Instant.parse(tried.path(i).path("at").asText()), "notify", "got " + label(event) + which);
        }
        attempts.put(event.id(), tried.size());
        if (deadLettered.contains(event.id())) {
            settled.add(event.id());
            return;
        }
        JsonNode message = notify.get("/messages?eventId=" + event.id()).at("/messages/0");
        if (!message.isMissingNode()) {
            settled.add(event.id());
            add(
                    Instant.parse(message.path("sentAt").asText()),
                    "notify",
                    "recorded its message: " + message.path("text").asText());
            delivered();
        }
    }

    private void delivered() {
        if (firstDelivery == null) {
            firstDelivery = Quickstart.sinceStart();
        }
    }

    private List<JsonNode> newOfAnalytics() throws IOException, InterruptedException {
        List<JsonNode> entries = new ArrayList<>();
        JsonNode page = shop.services().api("analytics").get("/log?limit=500&after=" + position);
        page.path("events").forEach(entries::add);
        if (!entries.isEmpty()) {
            position = entries.getLast().path("position").asLong();
        }
        return entries;
    }

    private void add(Instant time, String kind, String text) {
        lines.add(new Line(time, kind, text));
    }

    /** Its type, and what it is about in a few words. */
    private static String label(WireEvent event) {
        return Stream.of("title", "name", "eventType")
                .map(event::data)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .map(text -> event.topic() + " (" + text + ")")
                .orElse(event.topic());
    }
}
