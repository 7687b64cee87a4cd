package io.eventtopology.operator.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvictionPaceTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static Duration pauseAfter(EvictionPace pace, Instant tried) {
        pace.tried(tried);
        Duration pause = Duration.ZERO;
        while (!pace.allows(tried.plus(pause))) {
            pause = pause.plusSeconds(1);
        }
        return pause;
    }

    @Test
    void pausesGrowToTenMinutesAndStayThere() {
        EvictionPace pace = new EvictionPace();
        assertThat(pace.allows(START)).isTrue();
        Instant now = START;
        List<Long> minutes = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            Duration pause = pauseAfter(pace, now);
            minutes.add(pause.toMinutes());
            now = now.plus(pause);
        }
        assertThat(minutes).containsExactly(1L, 2L, 4L, 8L, 10L, 10L, 10L);
    }

    @Test
    void whatHelpedBeginsAnewButNotBeforeThePauseIsOver() {
        EvictionPace pace = new EvictionPace();
        pauseAfter(pace, START);
        pace.tried(START.plusSeconds(60));
        pace.helped();
        assertThat(pace.allows(START.plusSeconds(179))).isFalse();
        assertThat(pace.allows(START.plusSeconds(180))).isTrue();
        assertThat(pauseAfter(pace, START.plusSeconds(180))).isEqualTo(Duration.ofMinutes(1));
    }
}
