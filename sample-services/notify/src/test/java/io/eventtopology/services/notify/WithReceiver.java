package io.eventtopology.services.notify;

import io.eventtopology.services.testing.Surroundings;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The surroundings of a service, and a {@link Receiver} of its webhook, which is injected into fields of the test. */
public final class WithReceiver extends Surroundings {
    private Receiver receiver;

    @Override
    public Map<String, String> start() {
        try {
            receiver = new Receiver();
        } catch (IOException e) {
            throw new IllegalStateException("No port for the receiver", e);
        }
        Map<String, String> configuration = new HashMap<>(super.start());
        configuration.put("notify.channel", "webhook");
        configuration.put("notify.webhook.url", receiver.address());
        return configuration;
    }

    @Override
    public void inject(TestInjector injector) {
        super.inject(injector);
        injector.injectIntoFields(receiver, new TestInjector.MatchesType(Receiver.class));
    }

    @Override
    public void stop() {
        receiver.close();
        super.stop();
    }
}
