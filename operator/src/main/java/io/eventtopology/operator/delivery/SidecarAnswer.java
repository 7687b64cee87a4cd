package io.eventtopology.operator.delivery;

import java.util.List;
import java.util.Set;

/** What came of asking a sidecar for its metadata. */
sealed interface SidecarAnswer {
    /**
     * The sidecar answered.
     *
     * @param appId app id that it serves
     * @param components names of the components that it loaded
     * @param subscriptions subscriptions that it loaded
     * @param ofTheApp those that the app itself declares, which take the place of the same topic's
     */
    record Loaded(
            String appId,
            Set<String> components,
            List<SubscriptionShape> subscriptions,
            List<SubscriptionShape> ofTheApp)
            implements SidecarAnswer {
        public Loaded {
            components = Set.copyOf(components);
            subscriptions = List.copyOf(subscriptions);
            ofTheApp = List.copyOf(ofTheApp);
        }
    }

    /**
     * It did not, or not as Dapr does.
     *
     * @param why part of a sentence; the same as long as the cause is the same
     */
    record Silent(String why) implements SidecarAnswer {}
}
