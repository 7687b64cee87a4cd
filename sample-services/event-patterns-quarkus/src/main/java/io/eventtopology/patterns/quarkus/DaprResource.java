package io.eventtopology.patterns.quarkus;

import io.eventtopology.patterns.consumer.BulkDelivery;
import io.eventtopology.patterns.consumer.DeliveryResult;
import io.eventtopology.patterns.consumer.EventConsumer;
import io.eventtopology.patterns.environment.ServiceEnvironment;
import io.eventtopology.patterns.subscribe.Subscriptions;
import io.quarkus.arc.All;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;

/**
 * What daprd asks for: it delivers events, and may ask for subscriptions. Answers are always 200 with a status in the body; 404 would make
 * daprd drop an event that a newer version of the service could handle.
 */
@Path("/")
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
public class DaprResource {
    private final EventConsumer consumer;
    private final BulkDelivery bulk;
    private final String subscriptions;

    DaprResource(
            EventConsumer consumer,
            @All List<EventSubscription> subscriptions,
            ServiceEnvironment environment,
            EventSettings settings) {
        this.consumer = consumer;
        this.bulk = new BulkDelivery(consumer);
        Map<String, String> routes = settings.programmaticSubscriptions()
                ? subscriptions.stream()
                        .filter(EventSubscription::namesOneType)
                        .collect(Collectors.toMap(EventSubscription::type, EventSubscription::path))
                : Map.of();
        this.subscriptions = new Subscriptions(environment, routes).json();
    }

    /** An event, or many. */
    @POST
    @Path("events/{route: .+}")
    @Operation(hidden = true)
    public String deliver(@RestPath String route, byte[] body, @Context HttpHeaders headers) throws IOException {
        String path = EventSubscription.PREFIX + route;
        if (BulkDelivery.isBulk(body)) {
            return bulk.deliver(path, body);
        }
        return consumer.deliver(path, body, metadata(headers)).json();
    }

    /** Where the operator's subscriptions send events that the service does not want; see {@link EventConsumer#IGNORED}. */
    @POST
    @Path(EventConsumer.IGNORED)
    @Operation(hidden = true)
    public String ignore(byte[] body) {
        return DeliveryResult.SUCCESS.json();
    }

    /** The subscriptions of a service without an operator; none with one. */
    @GET
    @Path("dapr/subscribe")
    @Operation(hidden = true)
    public String subscriptions() {
        return subscriptions;
    }

    private static Map<String, String> metadata(HttpHeaders headers) {
        Map<String, String> metadata = new TreeMap<>();
        headers.getRequestHeaders()
                .forEach((name, values) -> metadata.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        return metadata;
    }
}
