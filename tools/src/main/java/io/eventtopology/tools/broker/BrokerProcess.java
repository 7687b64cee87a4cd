package io.eventtopology.tools.broker;

import io.eventtopology.tools.process.ChildProcess;
import io.eventtopology.tools.process.RestartableProcess;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** One broker's process. */
final class BrokerProcess {
    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private BrokerProcess() {}

    static RestartableProcess of(String name, Supplier<ChildProcess> launch, BooleanSupplier answers) {
        return new RestartableProcess(
                new RestartableProcess.Settings(
                        name, START_LIMIT, 1, ChildProcess::terminate, STOP_LIMIT, BrokerFailedException::new),
                launch,
                answers);
    }
}
