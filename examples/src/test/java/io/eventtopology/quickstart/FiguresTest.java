package io.eventtopology.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What services count, and where it goes. */
class FiguresTest {
    private static final String METRICS = """
            # TYPE outbox_published_events counter
            outbox_published_events_total{topic="todos.task.created"} 3.0
            outbox_published_events_total{topic="todos.task.completed"} 1.0 # {trace_id="4ba1"} 1.0 1795526129.1
            # TYPE event_deliveries_seconds summary
            event_deliveries_seconds_count{result="success",route="/events/a",type="a.b.c"} 12.0
            event_deliveries_seconds_sum{result="success",route="/events/a",type="a.b.c"} 0.3
            event_deliveries_seconds_count{result="retry",route="/events/a",type="a.b.c"} 4.0
            event_dead_letters_total{reason="poison",route="/events/a",type="a.b.c"} 1.0 # {span_id="9"} 1.0 1795526130.0
            event_duplicates_total{route="/events/a",type="a.b.c"} 2.0
            event_dead_letter_failures_total{route="/events/a",type="a.b.c"} 7.0
            """;

    @Test
    void counters_are_summed_over_their_labels_whatever_follows_the_number() {
        assertThat(Figures.of(METRICS)).isEqualTo(new Figures(4, 12, 4, 1, 2));
    }

    @Test
    void a_service_without_such_metrics_counts_nothing() {
        assertThat(Figures.of("jvm_threads_live_threads 23.0\n")).isEqualTo(Figures.NONE);
        assertThat(Figures.of("")).isEqualTo(Figures.NONE);
    }

    @Test
    void the_report_for_machines_has_them_and_the_first_delivery() throws Exception {
        Report report = new Report();
        report.firstDelivery(Duration.ofMillis(34_500));
        report.figures(new TreeMap<>(Map.of("notify", Figures.of(METRICS))));

        JsonNode json = new JsonMapper().readTree(report.json(Duration.ofSeconds(80)));

        assertThat(json.path("secondsToFirstDelivery").asDouble()).isEqualTo(34.5);
        assertThat(json.at("/services/notify/deadLettered").asInt()).isEqualTo(1);
        assertThat(json.at("/services/notify/retried").asInt()).isEqualTo(4);
    }
}
