package io.eventtopology.gitops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Flux makes of the resources that the operator wrote, which {@link RecordedResourcesTest} records. */
class KstatusTest {
    private static final Map<String, Kstatus> VERDICTS = Map.of(
            "healthy.yaml", Kstatus.Current,
            "progressing.yaml", Kstatus.InProgress,
            "progressing_noStatus.yaml", Kstatus.InProgress,
            "progressing_staleGeneration.yaml", Kstatus.InProgress,
            "suspended.yaml", Kstatus.InProgress,
            "degraded.yaml", Kstatus.Failed);

    static Stream<HealthCase> ours() {
        return HealthScript.all().stream()
                .filter(script -> script.group().equals("eventtopology.io"))
                .flatMap(script -> script.cases().stream());
    }

    static Stream<HealthCase> reported() {
        return ours().filter(example -> !conditions(Yaml.read(example.input())).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("ours")
    void the_verdict_is_that_of_the_health_script(HealthCase example) {
        assertThat(Kstatus.of(Yaml.read(example.input())))
                .isEqualTo(VERDICTS.get(example.input().getFileName().toString()));
    }

    /** kstatus: Reconciling and Stalled exclude each other, and Ready says whether all is done. */
    @ParameterizedTest
    @MethodSource("reported")
    void the_conditions_do_not_contradict_each_other(HealthCase example) {
        JsonNode resource = Yaml.read(example.input());
        Set<String> abnormal = Set.of("Reconciling", "Stalled");

        List<String> holding = conditions(resource).stream()
                .filter(condition -> condition.path("status").asText().equals("True"))
                .map(condition -> condition.path("type").asText())
                .toList();

        assertThat(holding)
                .filteredOn(abnormal::contains)
                .as("exclude each other")
                .hasSizeLessThan(2);
        if (holding.contains("Ready")) {
            assertThat(holding).doesNotContainAnyElementsOf(abnormal);
        }
        assertThat(conditions(resource))
                .allSatisfy(condition -> assertThat(condition.path("observedGeneration"))
                        .isEqualTo(resource.at("/status/observedGeneration")));
    }

    private static List<JsonNode> conditions(JsonNode resource) {
        return StreamSupport.stream(resource.at("/status/conditions").spliterator(), false)
                .toList();
    }
}
