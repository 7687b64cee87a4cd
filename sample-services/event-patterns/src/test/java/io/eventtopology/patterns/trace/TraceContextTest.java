package io.eventtopology.patterns.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.testing.TestEvents;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TraceContextTest {
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void an_event_has_the_trace_under_both_names_that_dapr_knows() {
        CloudEvent event = new TraceContext(PARENT, "vendor=1").on(TestEvents.created("1"));
        assertThat(event.getExtension("traceparent")).isEqualTo(PARENT);
        assertThat(event.getExtension("traceid")).isEqualTo(PARENT);
        assertThat(event.getExtension("tracestate")).isEqualTo("vendor=1");
    }

    @Test
    void a_trace_that_begins_has_ids_of_its_own_and_is_not_recorded() {
        Random random = new Random(7);
        String one = TraceContext.begun(random).traceparent();
        assertThat(one).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
        assertThat(TraceContext.begun(random).traceparent()).isNotEqualTo(one);
    }

    @Test
    void an_empty_state_is_none() {
        assertThat(new TraceContext(PARENT, "").on(TestEvents.created("1")).getExtensionNames())
                .doesNotContain("tracestate");
        assertThat(new TraceContext(PARENT, null).on(TestEvents.created("1")).getExtensionNames())
                .doesNotContain("tracestate");
    }
}
