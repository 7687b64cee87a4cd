package io.eventtopology.patterns.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NotifyRateTest {
    private static final long MILLISECOND = 1_000_000;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10 * MILLISECOND);
    private final NotifyRate rate = new NotifyRate(now::get);

    /** @return how many of one append in each tenth of a millisecond notify */
    private int load(int milliseconds) {
        int taken = 0;
        for (int i = 0; i < milliseconds * 10; i++) {
            now.addAndGet(MILLISECOND / 10);
            if (rate.take()) {
                taken++;
            }
        }
        return taken;
    }

    @Test
    void under_load_a_hundred_a_second_notify_after_a_burst() {
        assertThat(load(1000)).isBetween(115, 121);
        assertThat(load(1000)).isBetween(99, 101);
    }

    @Test
    void seldom_appends_all_notify_and_no_more_than_a_burst_is_saved_up() {
        for (int i = 0; i < 50; i++) {
            now.addAndGet(50 * MILLISECOND);
            assertThat(rate.take()).isTrue();
        }
        now.addAndGet(60_000 * MILLISECOND);
        int burst = 0;
        while (rate.take()) {
            burst++;
        }
        assertThat(burst).isEqualTo(20);
    }
}
