package io.eventtopology.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What came of it: all stages with their checks. */
final class Report {
    private final List<Stage> stages = new ArrayList<>();
    private final SortedMap<String, Figures> figures = new TreeMap<>();
    private @Nullable Duration firstReady;
    private @Nullable Duration firstDelivery;

    /** Adds a stage when it begins. */
    void add(Stage stage) {
        stages.add(stage);
    }

    /** Notes when the topology was first Ready: time since this program started. */
    void firstReady(Duration sinceStart) {
        firstReady = sinceStart;
    }

    /** Notes when the first event had reached a consumer: time since this program started. */
    void firstDelivery(Duration sinceStart) {
        firstDelivery = sinceStart;
    }

    /** Notes what each service counted. */
    void figures(SortedMap<String, Figures> byService) {
        figures.putAll(byService);
    }

    /** Whether there were checks and all hold. */
    boolean ok() {
        List<Check> all = checks();
        return !all.isEmpty() && all.stream().allMatch(Check::holds);
    }

    /** Checks of all stages. */
    List<Check> checks() {
        return stages.stream().flatMap(stage -> stage.checks().stream()).toList();
    }

    /** Checks that do not hold. */
    List<Check> failures() {
        return checks().stream().filter(check -> !check.holds()).toList();
    }

    /** Everything as one JSON document; times are in seconds. */
    String json(Duration total) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("ok", ok());
        document.put("seconds", inSeconds(total));
        if (firstReady != null) {
            document.put("secondsToFirstReady", inSeconds(firstReady));
        }
        if (firstDelivery != null) {
            document.put("secondsToFirstDelivery", inSeconds(firstDelivery));
        }
        if (!figures.isEmpty()) {
            document.put("services", figures);
        }
        document.put("stages", stages.stream().map(Report::stage).toList());
        try {
            return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Maps of texts and numbers are always JSON", e);
        }
    }

    private static Map<String, Object> stage(Stage stage) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("title", stage.title());
        fields.put("seconds", inSeconds(stage.took()));
        fields.put("checks", stage.checks().stream().map(Report::check).toList());
        return fields;
    }

    private static Map<String, Object> check(Check check) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", check.name());
        fields.put("ok", check.holds());
        fields.put("seconds", inSeconds(check.took()));
        if (!check.holds()) {
            fields.put("detail", check.detail());
        }
        return fields;
    }

    private static double inSeconds(Duration time) {
        return time.toMillis() / 1000.0;
    }
}
