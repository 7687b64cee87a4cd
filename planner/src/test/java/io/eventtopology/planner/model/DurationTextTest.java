package io.eventtopology.planner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "7", "d", "0s", "-1s", "1.5h", "7 d", "7D", "1h30m", "9999999999s"})
    void what_has_another_form_is_refused_with_the_form(String text) {
        assertThatThrownBy(() -> DurationText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"")
                .hasMessageContaining("for example 30s or 7d");
    }

    @ParameterizedTest
    @CsvSource({
        "250ms,250ms",
        "1000ms,1s",
        "90s,90s",
        "120s,2m",
        "60m,1h",
        "36h,36h",
        "14d,336h",
        "999999999d,23999999976h"
    })
    void days_become_hours_and_every_unit_the_largest_that_fits(String text, String go) {
        assertThat(DurationText.go(DurationText.parse(text))).isEqualTo(go);
    }

    @Test
    void nothing_is_rounded() {
        assertThat(DurationText.go(Duration.ofMillis(61_001))).isEqualTo("61001ms");
    }
}
