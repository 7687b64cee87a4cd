package io.eventtopology.patterns.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.patterns.outbox.TopicGate.Verdict;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TopicGateTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final RelaySettings SETTINGS =
            new RelaySettings(2, 50, LIMIT, Duration.ofMillis(100), Duration.ofMillis(400), Duration.ofSeconds(20));

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);
    private final TopicGate gate = new TopicGate(SETTINGS, now::get);

    private void fail() {
        assertThat(gate.enter("topic")).isTrue();
        gate.leave("topic", Verdict.FAILS);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void any_number_of_workers_may_enter_a_topic_that_works() {
        assertThat(gate.enter("topic")).isTrue();
        assertThat(gate.enter("topic")).isTrue();
        assertThat(gate.closed()).isEmpty();
    }

    @Test
    void a_topic_that_fails_is_closed_for_a_growing_time() {
        fail();
        assertThat(gate.closed()).containsExactly("topic");
        assertThat(gate.enter("topic")).isFalse();
        assertThat(gate.enter("other")).isTrue();
        assertThat(gate.untilOpening(LIMIT)).isEqualTo(Duration.ofMillis(100));
        pass(Duration.ofMillis(100));
        fail();
        assertThat(gate.untilOpening(LIMIT)).isEqualTo(Duration.ofMillis(200));
        pass(Duration.ofMillis(200));
        fail();
        pass(Duration.ofMillis(400));
        fail();
        assertThat(gate.untilOpening(LIMIT)).as("the longest").isEqualTo(Duration.ofMillis(400));
    }

    @Test
    void one_worker_alone_tries_a_topic_that_failed() {
        fail();
        pass(Duration.ofMillis(100));
        assertThat(gate.enter("topic")).isTrue();
        assertThat(gate.enter("topic")).isFalse();
        assertThat(gate.closed()).containsExactly("topic");
        gate.leave("topic", Verdict.WORKS);
        assertThat(gate.closed()).isEmpty();
        assertThat(gate.enter("topic")).isTrue();
        assertThat(gate.enter("topic")).isTrue();
    }

    @Test
    void what_says_nothing_of_the_topic_changes_nothing() {
        fail();
        pass(Duration.ofMillis(100));
        assertThat(gate.enter("topic")).isTrue();
        gate.leave("topic", Verdict.UNKNOWN);
        assertThat(gate.enter("topic")).isTrue();
        gate.leave("topic", Verdict.FAILS);
        assertThat(gate.untilOpening(LIMIT)).isEqualTo(Duration.ofMillis(200));
    }
}
