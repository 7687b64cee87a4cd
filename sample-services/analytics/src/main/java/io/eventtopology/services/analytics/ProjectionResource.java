package io.eventtopology.services.analytics;

import io.eventtopology.patterns.projection.ProjectionStore;
import io.eventtopology.patterns.quarkus.Transactions;
import io.eventtopology.patterns.quarkus.problem.ProblemException;
import io.eventtopology.services.analytics.projection.ProjectionQueries;
import io.eventtopology.services.analytics.projection.UserProjection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** The projections over HTTP. */
@Path("/projections")
public class ProjectionResource {
    private final Transactions transactions;
    private final ProjectionStore store;
    private final Rebuilds rebuilds;
    private final Clock clock;

    ProjectionResource(Transactions transactions, ProjectionStore store, Rebuilds rebuilds, Clock clock) {
        this.transactions = transactions;
        this.store = store;
        this.rebuilds = rebuilds;
        this.clock = clock;
    }

    /** One user. */
    @GET
    @Path("users/{userId}")
    @Operation(summary = "Todos and messages of a user")
    @APIResponse(responseCode = "200", description = "The user")
    @APIResponse(responseCode = "404", description = "No event told of this user")
    public UserProjection user(@RestPath String userId) {
        return transactions
                .read(connection -> ProjectionQueries.user(connection, userId))
                .orElseThrow(() -> new ProblemException(Status.NOT_FOUND, "No event told of the user " + userId));
    }

    /** Users, a page at a time. */
    @GET
    @Path("users")
    @Operation(summary = "Todos and messages of users, by their ids")
    public UserPage users(
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit) {
        return UserPage.of(
                transactions.read(connection -> ProjectionQueries.users(connection, after, limit + 1)), limit);
    }

    /** Days in UTC. */
    @GET
    @Path("days")
    @Operation(
            summary = "Events day by day (UTC)",
            description = "from and to are days such as 2026-11-24, both included; the last 30 days without them")
    @APIResponse(responseCode = "200", description = "Days on which anything happened")
    @APIResponse(responseCode = "400", description = "No days, or more than 366")
    public Days days(@QueryParam("from") @Nullable String from, @QueryParam("to") @Nullable String to) {
        DayRange range = DayRange.of(from, to, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        return new Days(
                range.from(),
                range.to(),
                transactions.read(connection -> ProjectionQueries.days(connection, range.from(), range.to())));
    }

    /** Event types. */
    @GET
    @Path("types")
    @Operation(summary = "Events of each type")
    public Types types() {
        return new Types(transactions.read(ProjectionQueries::types));
    }

    /** Rebuilds all projections from the log, beside queries and events. */
    @POST
    @Path("rebuild")
    @Operation(
            summary = "Rebuild the projections from the log",
            description = "Joins a rebuild that is under way. Queries are answered from the old rows until it ends")
    @APIResponse(responseCode = "202", description = "It is under way; Location tells how far")
    public Response rebuild() {
        rebuilds.begin();
        return Response.accepted(rebuildStatus())
                .location(URI.create("/projections/rebuild"))
                .build();
    }

    /** How far a rebuild is. */
    @GET
    @Path("rebuild")
    @Operation(summary = "How far the rebuild is")
    public RebuildStatus rebuildStatus() {
        return RebuildStatus.of(transactions.read(store::state));
    }
}
