package io.eventtopology.tools.localrun;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cases of k8s.io/kubernetes third_party/forked/golang/expansion. */
class VariableExpansionTest {
    @ParameterizedTest
    @CsvSource({
        "$(A), a",
        "x$(A)y$(B)z, xaybz",
        "$$(A), $(A)",
        "$$$(A), $a",
        "$(UNKNOWN), $(UNKNOWN)",
        "$A, $A",
        "$, $",
        "end$, end$",
        "$(A, $(A",
        "$$, $"
    })
    void expands_as_kubernetes_does(String text, String expanded) {
        assertThat(VariableExpansion.expand(text, Map.of("A", "a", "B", "b"))).isEqualTo(expanded);
    }
}
