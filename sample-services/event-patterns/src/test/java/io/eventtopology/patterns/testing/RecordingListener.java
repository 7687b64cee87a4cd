package io.eventtopology.patterns.testing;

import io.eventtopology.patterns.consumer.DeliveryListener;
import io.eventtopology.patterns.consumer.DeliveryResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a consumer tells, as {@code what:details}. */
public final class RecordingListener implements DeliveryListener {
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @Override
    public void answered(String type, String route, DeliveryResult result, Duration took) {
        heard.add("answered:" + type + ":" + result);
    }

    @Override
    public void duplicate(String type, String route) {
        heard.add("duplicate:" + type);
    }

    @Override
    public void deadLettered(String type, String route, String reason) {
        heard.add("deadLettered:" + type + ":" + reason);
    }

    @Override
    public void deadLetterRefused(String type, String route, String why) {
        heard.add("deadLetterRefused:" + type + ":" + why);
    }

    /** Everything so far. */
    public List<String> heard() {
        return List.copyOf(heard);
    }

    /** What begins with {@code what}. */
    public List<String> heard(String what) {
        return heard.stream().filter(item -> item.startsWith(what + ":")).toList();
    }
}
