package io.eventtopology.operator.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventtopology.operator.config.ConfigurationException;
import io.eventtopology.operator.config.OperatorConfiguration;
import io.eventtopology.operator.config.OperatorConfiguration.DeliveryVerification;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeliveryConfigurationTest {
    private static DeliveryVerification parsed(String yaml) {
        return OperatorConfiguration.parse(yaml).deliveryVerification();
    }

    @Test
    void itIsOffUnlessTheAdministratorTurnsItOn() {
        assertThat(parsed("").enabled()).isFalse();
        assertThat(parsed("deliveryVerification: {enabled: true}"))
                .isEqualTo(new DeliveryVerification(true, Duration.ofSeconds(15), true));
        assertThat(parsed("deliveryVerification: {enabled: true, interval: PT1M, restart: false}"))
                .isEqualTo(new DeliveryVerification(true, Duration.ofMinutes(1), false));
    }

    @Test
    void whatCanNeverWorkIsRefusedAtTheStart() {
        assertRefused("{interval: 15s}", "deliveryVerification.interval: \"15s\" is no ISO-8601 duration", "PT15S");
        assertRefused("{interval: PT0S}", "deliveryVerification.interval: PT0S is no time to wait");
        assertRefused("{repair: true}", "repair");
    }

    private static void assertRefused(String block, String... words) {
        assertThatThrownBy(() -> OperatorConfiguration.parse("deliveryVerification: " + block))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(words);
    }
}
