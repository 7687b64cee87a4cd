package io.eventtopology.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A metric that an alert or a panel asks for.
 *
 * @param place alert or panel
 * @param metric name in Prometheus
 * @param labels labels that the query uses with it, but for those that Prometheus adds
 */
record MetricQuery(String place, String metric, Set<String> labels) {
    private static final Pattern METRIC =
            Pattern.compile("\\b((?:eventtopology|jvm|process|system)_\\w+)(?:\\{([^}]*)})?");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=|!=|=~|!~)");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on) \\(([^)]*)\\)");

    /** What Prometheus adds, and what it makes of a histogram. */
    private static final Set<String> ADDED = Set.of("namespace", "pod", "le");

    /** Every metric of every alert and panel of the chart. */
    static List<MetricQuery> ofTheChart() {
        List<MetricQuery> queries = new ArrayList<>();
        try {
            for (String file : List.of("alerts.yaml", "admission-alerts.yaml")) {
                for (JsonNode alert : new YAMLMapper()
                        .readTree(
                                HelmChart.FOLDER.resolve("files").resolve(file).toFile())) {
                    queries.addAll(
                            of(alert.path("alert").asText(), alert.path("expr").asText()));
                }
            }
            for (JsonNode panel : new ObjectMapper()
                    .readTree(HelmChart.FOLDER.resolve("files/dashboard.json").toFile())
                    .path("panels")) {
                for (JsonNode target : panel.path("targets")) {
                    queries.addAll(
                            of(panel.path("title").asText(), target.path("expr").asText()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return queries;
    }

    private static List<MetricQuery> of(String place, String expression) {
        Set<String> grouped = new TreeSet<>();
        Matcher grouping = GROUPING.matcher(expression);
        while (grouping.find()) {
            grouped.addAll(List.of(grouping.group(1).split(",\\s*")));
        }
        List<MetricQuery> queries = new ArrayList<>();
        Matcher metric = METRIC.matcher(expression);
        while (metric.find()) {
            Set<String> labels = new TreeSet<>(grouped);
            Matcher matcher = MATCHER.matcher(String.valueOf(metric.group(2)));
            while (matcher.find()) {
                labels.add(matcher.group(1));
            }
            labels.removeAll(ADDED);
            queries.add(new MetricQuery(place, metric.group(1), labels));
        }
        assertThat(queries).as("metrics of %s: %s", place, expression).isNotEmpty();
        return queries;
    }

    /** Some line of the text has the metric with all labels. */
    void assertIsIn(String scrape) {
        assertThat(scrape.lines().filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " ")))
                .as("%s asks for %s with %s", place, metric, labels)
                .anySatisfy(line ->
                        assertThat(labels).allSatisfy(label -> assertThat(line).containsPattern("[{,]" + label + "=")));
    }
}
