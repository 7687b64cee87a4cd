package io.eventtopology.patterns.consumer;

import io.eventtopology.patterns.testing.DaprService;
import io.eventtopology.patterns.testing.DaprService.Wiring;
import io.eventtopology.patterns.testing.Patience;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

/**
 * Kills a service's sidecar when an effect is committed, before the sidecar hears so: the event is delivered again for certain. It strikes
 * once each time it is asked to, at whichever of its services is first.
 */
final class SidecarKiller {
    private enum Stage {
        QUIET,
        AT_A_RETRY,
        AT_A_SUCCESS
    }

    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.QUIET);
    private final BlockingQueue<DaprService> killed = new LinkedBlockingQueue<>();
    private final DeliveryListener listener;

    /** Strikes nobody yet; {@code listener} hears what its services tell. */
    SidecarKiller(DeliveryListener listener) {
        this.listener = listener;
    }

    /** Starts a service whose sidecar may be killed. */
    DaprService start(Wiring wiring, DataSource database, EventHandler handler, Path folder) {
        Ears ears = new Ears();
        DaprService service = DaprService.start(wiring, database, handler, ears, folder);
        ears.service.set(service);
        return service;
    }

    /** Strikes at the next success. */
    void strike() {
        stage.set(Stage.AT_A_SUCCESS);
    }

    /** Strikes at the first success after an event has to come again: at least that one waits for its next attempt then. */
    void strikeDuringRetries() {
        stage.set(Stage.AT_A_RETRY);
    }

    /** Waits for the strike; the service whose sidecar is gone. */
    DaprService awaitStrike() throws InterruptedException {
        DaprService struck = killed.poll(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
        if (struck == null) {
            throw new AssertionError("No sidecar was killed: the stage is " + stage.get());
        }
        return struck;
    }

    /** Hears of one service. */
    private final class Ears implements DeliveryListener {
        private final AtomicReference<DaprService> service = new AtomicReference<>();

        @Override
        public void answered(String type, String route, DeliveryResult result, Duration took) {
            if (result == DeliveryResult.RETRY) {
                stage.compareAndSet(Stage.AT_A_RETRY, Stage.AT_A_SUCCESS);
            } else if (result == DeliveryResult.SUCCESS && stage.compareAndSet(Stage.AT_A_SUCCESS, Stage.QUIET)) {
                service.get().sidecar().kill();
                killed.add(service.get());
            }
            listener.answered(type, route, result, took);
        }

        @Override
        public void duplicate(String type, String route) {
            listener.duplicate(type, route);
        }

        @Override
        public void deadLettered(String type, String route, String reason) {
            listener.deadLettered(type, route, reason);
        }

        @Override
        public void deadLetterRefused(String type, String route, String why) {
            listener.deadLetterRefused(type, route, why);
        }
    }
}
