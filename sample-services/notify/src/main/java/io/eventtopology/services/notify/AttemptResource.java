package io.eventtopology.services.notify;

import io.eventtopology.patterns.quarkus.Transactions;
import io.eventtopology.services.notify.failure.Attempts;
import jakarta.validation.constraints.NotBlank;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Attempts to handle events over HTTP: with them the schedule of retries can be measured. */
@Path("/attempts")
public class AttemptResource {
    private final Transactions transactions;

    AttemptResource(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Attempts at one event. */
    @GET
    @Operation(
            summary = "When an event was tried",
            description = "Deliveries of an event that had its effect already are no attempts. The last "
                    + Attempts.KEPT + " attempts at all events are kept")
    public AttemptPage of(@QueryParam("eventId") @NotBlank String eventId) {
        return new AttemptPage(transactions.read(connection -> Attempts.of(connection, eventId)));
    }
}
