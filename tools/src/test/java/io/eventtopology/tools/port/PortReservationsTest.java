package io.eventtopology.tools.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.tools.process.CommandResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortReservationsTest {
    @TempDir
    Path folder;

    /** Seen to fail: without the lock, each process takes 20001 and 20002. */
    @Test
    void a_port_belongs_to_one_process_until_it_ends_or_gives_it_back() {
        assertThat(takenByAnotherProcess(20_001, 20_002)).isEqualTo("true true");

        PortReservations ports = PortReservations.in(folder.resolve("ports.lock"));
        assertThat(ports.take(20_001)).as("what a process had that has ended").isTrue();
        assertThat(ports.take(20_001)).as("a second time by the same process").isFalse();
        assertThat(takenByAnotherProcess(20_001, 20_002)).isEqualTo("false true");

        ports.giveBack(20_001);
        assertThat(takenByAnotherProcess(20_001, 20_002)).isEqualTo("true true");
    }

    private String takenByAnotherProcess(int one, int other) {
        CommandResult result = CommandResult.of(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Taker.class.getName(),
                        folder.resolve("ports.lock").toString(),
                        Integer.toString(one),
                        Integer.toString(other)),
                Map.of(),
                Duration.ofMinutes(1));
        assertThat(result.exit()).as(result.stderr()).isZero();
        return result.stdout();
    }

    /** Another process: says of two ports whether it could take them. */
    static final class Taker {
        private Taker() {}

        public static void main(String[] args) {
            PortReservations ports = PortReservations.in(Path.of(args[0]));
            System.out.print(ports.take(Integer.parseInt(args[1])) + " " + ports.take(Integer.parseInt(args[2])));
        }
    }
}
