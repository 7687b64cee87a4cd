package io.eventtopology.services.order;

import io.eventtopology.patterns.quarkus.problem.ProblemException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Orders over HTTP. */
@Path("/orders")
public class OrderResource {
    private final Orders orders;

    OrderResource(Orders orders) {
        this.orders = orders;
    }

    /** Places an order; tells {@code orders.order.placed}. */
    @POST
    @Operation(summary = "Place an order", description = "Begins the saga: publishes orders.order.placed")
    @APIResponse(responseCode = "201", description = "Placed; Location names the order")
    @APIResponse(responseCode = "400", description = "The request is not valid")
    public Response place(@NotNull @Valid PlaceOrder body) {
        Order order = orders.place(body);
        return Response.created(URI.create("/orders/" + order.orderId()))
                .entity(order)
                .build();
    }

    /** One order, with the state of its saga. */
    @GET
    @Path("{id}")
    @Operation(summary = "An order, and where its saga stands")
    @APIResponse(responseCode = "200", description = "The order")
    @APIResponse(responseCode = "404", description = "No order has this id")
    public Order get(@RestPath UUID id) {
        return orders.find(id)
                .orElseThrow(() -> new ProblemException(Status.NOT_FOUND, "There is no order with the id " + id));
    }

    /** Orders, a page at a time. */
    @GET
    @Operation(summary = "Orders, in the order in which they were placed")
    public List<Order> list(
            @QueryParam("after") @Nullable UUID after,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit) {
        return orders.list(after, limit);
    }

    /** How many orders are in each state. */
    @GET
    @Path("counts")
    @Operation(summary = "How many orders are in each state")
    public OrderCounts counts() {
        return orders.counts();
    }
}
