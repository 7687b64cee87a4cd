package io.eventtopology.patterns.quarkus;

import io.eventtopology.patterns.consumer.DeliveryListener;
import io.eventtopology.patterns.consumer.EventConsumer;
import io.eventtopology.patterns.consumer.EventRoute;
import io.eventtopology.patterns.deadletter.DeadLetterPublishers;
import io.eventtopology.patterns.envelope.EventFactory;
import io.eventtopology.patterns.environment.ServiceEnvironment;
import io.eventtopology.patterns.inbox.InboxExpiry;
import io.eventtopology.patterns.outbox.Outbox;
import io.eventtopology.patterns.publish.DaprPublisher;
import io.eventtopology.patterns.publish.EventKey;
import io.eventtopology.patterns.publish.EventPublisher;
import io.eventtopology.patterns.schema.SchemaCheck;
import io.eventtopology.patterns.trace.TraceContext;
import io.opentelemetry.api.trace.Tracer;
import io.quarkus.arc.All;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;

/** The parts of the library as beans. */
final class PatternBeans {
    private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]*");

    PatternBeans() {}

    @Produces
    @Singleton
    static ServiceEnvironment environment(Config config) {
        return ServiceEnvironment.of(variables(config));
    }

    /** Raw, because what a schema holds may look like an expression of Quarkus' configuration. */
    private static Map<String, String> variables(Config config) {
        Map<String, String> variables = new HashMap<>();
        for (String name : config.getPropertyNames()) {
            if (VARIABLE.matcher(name).matches()) {
                String value = config.getConfigValue(name).getRawValue();
                if (value != null) {
                    variables.put(name, value);
                }
            }
        }
        return variables;
    }

    @Produces
    @Singleton
    static Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    static EventFactory events(EventSettings settings, Clock clock) {
        return new EventFactory(settings.source(), clock);
    }

    @Produces
    @Singleton
    static EventPublisher publisher(ServiceEnvironment environment, EventSettings settings) {
        return new DaprPublisher(environment, settings.publishTimeout());
    }

    @Produces
    @Singleton
    static EventConsumer consumer(
            @All List<EventSubscription> subscriptions,
            DataSource database,
            EventSettings settings,
            ServiceEnvironment environment,
            Clock clock,
            Tracer tracer,
            DeliveryListener listener) {
        List<EventRoute> routes = subscriptions.stream()
                .map(subscription ->
                        new EventRoute(subscription.path(), TracedHandler.of(subscription.handler(), tracer)))
                .toList();
        return new EventConsumer(
                routes,
                database,
                DeadLetterPublishers.ofSidecar(environment, settings.publishTimeout()),
                environment,
                clock,
                listener);
    }

    @Produces
    @Singleton
    static InboxExpiry inboxExpiry(DataSource database, EventSettings settings) {
        return new InboxExpiry(database, settings.inboxAge());
    }

    @Produces
    @Singleton
    static Outbox outbox(ServiceEnvironment environment, TraceContext.Source trace) {
        return new Outbox(new EventKey(environment.eventKeys()), new SchemaCheck(environment.eventSchemas()), trace);
    }
}
