package io.eventtopology.planner.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.planner.model.FindingCode;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Plans of whole examples, compared to the byte. After a change that is meant, {@code -Dgolden.write=true} writes the files anew;
 * read their difference before it is committed.
 */
class GoldenTest {
    private static final Path ROOT = Path.of("src/test/resources/golden");
    private static final boolean WRITE = Boolean.getBoolean("golden.write");
    private static final int SEEDS = 10;
    /** From a capital letter or something quoted to one period. */
    private static final Pattern WHOLE_SENTENCES = Pattern.compile("[A-Z\"].*[^.]\\.");

    @Test
    void there_are_cases() {
        assertThat(GoldenCase.all(ROOT)).isNotEmpty();
    }

    @TestFactory
    Stream<DynamicTest> plans_are_those_of_the_files() {
        return GoldenCase.all(ROOT).stream()
                .map(golden -> DynamicTest.dynamicTest(golden.name(), () -> {
                    SortedMap<String, String> plans = golden.plans(Shuffle.none());
                    if (WRITE) {
                        golden.write(plans);
                    }
                    SortedMap<String, String> expected = golden.expected();
                    assertThat(plans.keySet()).as("files of " + golden.name()).isEqualTo(expected.keySet());
                    plans.forEach((file, plan) ->
                            assertThat(plan).as(golden.name() + "/" + file).isEqualTo(expected.get(file)));
                }));
    }

    @Test
    void every_finding_is_in_a_file() {
        String all = GoldenCase.all(ROOT).stream()
                .flatMap(golden -> golden.expected().values().stream())
                .collect(Collectors.joining());
        assertThat(FindingCode.values())
                .allSatisfy(code -> assertThat(all)
                        .contains("- code: " + code.name() + "\n  severity: "
                                + code.severity().name() + "\n"));
    }

    /** They are put one behind the other, in conditions, Events and warnings. */
    @Test
    void every_finding_speaks_in_whole_sentences() {
        assertThat(GoldenCase.all(ROOT).stream().flatMap(GoldenCase::findings))
                .isNotEmpty()
                .allSatisfy(finding -> {
                    assertThat(finding.message()).as(finding.code()).matches(WHOLE_SENTENCES);
                    assertThat(finding.fix()).as(finding.code()).matches(WHOLE_SENTENCES);
                });
    }

    @TestFactory
    Stream<DynamicTest> no_order_of_the_input_changes_a_byte() {
        return GoldenCase.all(ROOT).stream()
                .flatMap(golden -> LongStream.rangeClosed(1, SEEDS)
                        .mapToObj(seed -> DynamicTest.dynamicTest(
                                golden.name() + ", seed " + seed,
                                () -> assertThat(golden.plans(Shuffle.seeded(seed)))
                                        .isEqualTo(golden.plans(Shuffle.none())))));
    }
}
