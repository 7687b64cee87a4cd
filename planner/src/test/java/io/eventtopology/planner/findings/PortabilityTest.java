package io.eventtopology.planner.findings;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.planner.findings.Portability.Feature;
import io.eventtopology.planner.findings.Portability.Level;
import io.eventtopology.planner.model.BrokerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PortabilityTest {
    private static final Path PAGE = Path.of("..", "docs", "brokers.md");

    @ParameterizedTest
    @EnumSource
    void everyBrokerHasAReasonedEntryForEveryFeature(BrokerKind broker) {
        for (Feature feature : Feature.values()) {
            assertThat(Portability.of(broker, feature)).satisfies(support -> {
                assertThat(support.reason()).isNotBlank().doesNotEndWith(".");
                assertThat(support.source()).isNotBlank();
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void deadLettersAreKeptExactlyWhereTheyHaveAHolder(BrokerKind broker) {
        assertThat(Portability.of(broker, Feature.DEAD_LETTER).level() == Level.SUPPORTED)
                .isEqualTo(broker.deadLetterHolder() != BrokerKind.DeadLetterHolder.NONE);
    }

    /** With {@code -Dgolden.write=true} the page is written instead. */
    @Test
    void thePageIsUpToDate() throws IOException {
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, Portability.markdown());
        }
        assertThat(PAGE).as("write it with -Dgolden.write=true").content().isEqualTo(Portability.markdown());
    }
}
