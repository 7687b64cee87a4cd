package io.eventtopology.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.operator.harness.OperatorHarness;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The program behind {@code helm test}, on a real API server. */
class ReconcileCheckTest {
    @Test
    void itFailsWithoutAnOperatorAndSucceedsWithOne() throws Exception {
        try (OperatorHarness harness = OperatorHarness.start()) {
            harness.createNamespace("shop");

            assertThat(ReconcileCheck.run(harness.admin(), "shop", "check", Duration.ofSeconds(2)))
                    .hasValueSatisfying(problem -> assertThat(problem).contains("shop/check", "has no status"));
            assertThat(harness.topology("shop", "check"))
                    .as("nothing is left behind")
                    .isNull();
            assertThat(ReconcileCheck.run(harness.admin(), "missing", "check", Duration.ofSeconds(2)))
                    .hasValueSatisfying(problem -> assertThat(problem).contains("missing/check", "cannot be made"));

            var operator = harness.startOperator("");
            assertThat(ReconcileCheck.run(harness.admin(), "shop", "check", OperatorHarness.PATIENCE))
                    .isEmpty();
            assertThat(harness.topology("shop", "check")).isNull();
            assertThat(operator.metrics().scrape()).contains("eventtopology_leader 1.0");
        }
    }
}
