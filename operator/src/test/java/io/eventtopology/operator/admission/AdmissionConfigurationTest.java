package io.eventtopology.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventtopology.operator.config.ConfigurationException;
import io.eventtopology.operator.config.OperatorConfiguration;
import org.junit.jupiter.api.Test;

class AdmissionConfigurationTest {
    @Test
    void itIsOffUnlessTheAdministratorTurnsItOn() {
        assertThat(OperatorConfiguration.parse("").admission().enabled()).isFalse();
        assertThat(OperatorConfiguration.parse("admission: {enabled: true}").admission())
                .isEqualTo(new OperatorConfiguration.Admission(
                        true,
                        9443,
                        "event-topology-operator-admission",
                        "event-topology-operator-admission",
                        "event-topology-operator",
                        null));
    }

    @Test
    void whatCanNeverWorkIsRefusedAtTheStart() {
        assertRefused("{enabled: true, port: 70000}", "admission.port: 70000 is no port");
        assertRefused("{enabled: true, certificates: \" \"}", "admission.certificates: name the folder");
        assertRefused("{enable: true}", "enable");
    }

    private static void assertRefused(String block, String words) {
        assertThatThrownBy(() -> OperatorConfiguration.parse("admission: " + block))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(words);
    }
}
