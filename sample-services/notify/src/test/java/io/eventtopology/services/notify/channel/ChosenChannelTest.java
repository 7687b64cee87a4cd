package io.eventtopology.services.notify.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventtopology.services.notify.message.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChosenChannelTest {
    private final List<Channel> channels = List.of(new LogChannel(), new Unready());

    @Test
    void aNameThatNoChannelHasStopsTheStartAndSaysWhichThereAre() {
        assertThatThrownBy(() -> new ChosenChannel(channels, "pigeon"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("NOTIFY_CHANNEL is \"pigeon\": use one of log, unready");
    }

    @Test
    void aChannelThatCannotWorkStopsTheStart() {
        assertThatThrownBy(() -> new ChosenChannel(channels, "unready")).hasMessage("not ready");
    }

    @Test
    void oneThatIsNotChosenNeedsNoConfiguration() {
        assertThat(new ChosenChannel(channels, "log").name()).isEqualTo("log");
    }

    private record Unready() implements Channel {
        @Override
        public String name() {
            return "unready";
        }

        @Override
        public void verify() {
            throw new IllegalStateException("not ready");
        }

        @Override
        public void send(Message message) {
            throw new AssertionError("never chosen");
        }
    }
}
