package io.eventtopology.services.shipping;

import io.eventtopology.patterns.quarkus.problem.ProblemException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response.Status;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestPath;

/** Parcels over HTTP. */
@Path("/parcels")
public class ParcelResource {
    private final Parcels parcels;

    ParcelResource(Parcels parcels) {
        this.parcels = parcels;
    }

    /** What became of an order's parcel. */
    @GET
    @Path("{order}")
    @Operation(summary = "What became of an order's parcel")
    @APIResponse(responseCode = "200", description = "The parcel")
    @APIResponse(responseCode = "404", description = "Nothing is decided for this order")
    public Parcel get(@RestPath UUID order) {
        return parcels.find(order)
                .orElseThrow(() -> new ProblemException(Status.NOT_FOUND, "Nothing is decided for order " + order));
    }
}
