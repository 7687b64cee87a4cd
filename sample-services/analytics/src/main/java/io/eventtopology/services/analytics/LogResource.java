package io.eventtopology.services.analytics;

import io.eventtopology.patterns.projection.EventLog;
import io.eventtopology.patterns.quarkus.Transactions;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The log of events over HTTP. */
@Path("/log")
public class LogResource {
    private final Transactions transactions;
    private final EventLog log;

    LogResource(Transactions transactions, EventLog log) {
        this.transactions = transactions;
        this.log = log;
    }

    /** Events as they were stored. */
    @GET
    @Operation(summary = "Events in the order in which they came, as they were stored")
    public LogPage events(
            @QueryParam("subject") @Nullable String subject,
            @QueryParam("type") @Nullable String type,
            @QueryParam("after") @DefaultValue("0") @Min(0) long after,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(500) int limit) {
        return LogPage.of(
                transactions.read(connection -> log.search(connection, after, subject, type, limit + 1)), limit);
    }
}
