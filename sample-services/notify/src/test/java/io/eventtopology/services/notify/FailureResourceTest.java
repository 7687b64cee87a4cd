package io.eventtopology.services.notify;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventtopology.patterns.quarkus.problem.ProblemException;
import io.eventtopology.services.notify.settings.NotifySettings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailureResourceTest {
    private final FailureResource resource = new FailureResource(null, new NoSwitch());

    @Test
    void whereTheSwitchIsNotAllowedNobodySetsOrReadsIt() {
        assertThatThrownBy(() -> resource.put(new FailureRequest("poison", null, null)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("NOTIFY_FAILURE_SWITCH");
        assertThatThrownBy(resource::get).isInstanceOf(ProblemException.class);
    }

    private record NoSwitch() implements NotifySettings {
        @Override
        public String channel() {
            return "log";
        }

        @Override
        public boolean failureSwitch() {
            return false;
        }

        @Override
        public Webhook webhook() {
            return new Webhook() {
                @Override
                public Optional<URI> url() {
                    return Optional.empty();
                }

                @Override
                public Duration timeout() {
                    return Duration.ofSeconds(5);
                }
            };
        }
    }
}
