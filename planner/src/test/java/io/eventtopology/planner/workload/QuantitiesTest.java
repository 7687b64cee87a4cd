package io.eventtopology.planner.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
    /** Expected values are those that kube-apiserver 1.34 stores for a container's requests. */
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0Mi, 0",
        "0m, 0",
        "1, 1",
        "0.5, 500m",
        "0.1, 100m",
        "1000m, 1",
        "1500m, 1500m",
        "250m, 250m",
        "0.5m, 1m",
        "2.50, 2500m",
        "1000, 1k",
        "1024, 1024",
        "1000000k, 1G",
        "128Mi, 128Mi",
        "1024Mi, 1Gi",
        "0.5Gi, 512Mi",
        "1.5Gi, 1536Mi",
        "0.5Ki, 512",
        "0.1Ki, 102400m",
        "1.5Ki, 1536",
        "1048576Ki, 1Gi",
        "0.3Gi, 322122547200m",
        "2T, 2T",
        "1024Ti, 1Pi"
    })
    void canonical(String given, String stored) {
        assertThat(Quantities.canonical(given)).isEqualTo(stored);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "m", "poison", "-1", "1e3", "1.", "1mi", "1 Gi", "0x10"})
    void noQuantity(String text) {
        assertThat(Quantities.isQuantity(text)).isFalse();
        assertThatThrownBy(() -> Quantities.canonical(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\" is no quantity");
    }
}
