package io.eventtopology.services.user;

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
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Accounts over HTTP. */
@Path("/users")
public class UserResource {
    private final Users users;

    UserResource(Users users) {
        this.users = users;
    }

    /** Registers a user; tells {@code users.account.registered}. */
    @POST
    @Operation(summary = "Register a user", description = "Publishes users.account.registered")
    @APIResponse(responseCode = "201", description = "Registered; Location names the user")
    @APIResponse(responseCode = "400", description = "The request is not valid")
    @APIResponse(responseCode = "409", description = "The e-mail address is registered already")
    public Response register(@NotNull @Valid Registration body) {
        User user = users.register(body);
        return Response.created(URI.create("/users/" + user.userId()))
                .entity(user)
                .build();
    }

    /** One user. */
    @GET
    @Path("{id}")
    @Operation(summary = "A user")
    @APIResponse(responseCode = "200", description = "The user")
    @APIResponse(responseCode = "404", description = "No user has this id")
    public User get(@RestPath UUID id) {
        return users.find(id)
                .orElseThrow(() -> new ProblemException(Status.NOT_FOUND, "There is no user with the id " + id));
    }

    /** Users, a page at a time. */
    @GET
    @Operation(summary = "Users, in the order in which they registered")
    public UserPage list(
            @QueryParam("after") @Nullable UUID after,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit) {
        return users.list(after, limit);
    }
}
