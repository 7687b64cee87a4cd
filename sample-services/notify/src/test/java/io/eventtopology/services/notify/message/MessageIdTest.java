package io.eventtopology.services.notify.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class MessageIdTest {
    @Test
    void whereSourceEndsAndIdBeginsMakesADifference() {
        assertThat(MessageId.of("/todos/api", "1")).isNotEqualTo(MessageId.of("/todos/ap", "i1"));
        assertThat(MessageId.of("/todos/api", "1")).isNotEqualTo(MessageId.of("/todos/api1", ""));
    }

    @Test
    void theIdOfAnEventStaysTheSameInEveryRelease() {
        UUID id = MessageId.of("/todos/api", "5f2c1a9e-0d5b-4f0e-9d6a-1f1d4f1c2b3a");

        assertThat(id).isEqualTo(MessageId.of("/todos/api", "5f2c1a9e-0d5b-4f0e-9d6a-1f1d4f1c2b3a"));
        assertThat(id).hasToString("e42e3fbc-20e7-8d06-8a3f-064985b23683");
        assertThat(id.version()).isEqualTo(8);
        assertThat(id.variant()).isEqualTo(2);
    }
}
