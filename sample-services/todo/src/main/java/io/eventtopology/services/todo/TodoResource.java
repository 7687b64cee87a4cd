package io.eventtopology.services.todo;

import io.eventtopology.patterns.quarkus.problem.ProblemException;
import io.eventtopology.services.todo.user.UserCheck;
import io.eventtopology.services.todo.user.UserDirectory;
import io.eventtopology.services.todo.user.UserServiceException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
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

/** Tasks over HTTP. */
@Path("/todos")
public class TodoResource {
    /** RFC 9110, 15.5.21; not in the enumeration of Jakarta REST. */
    private static final int UNPROCESSABLE = 422;

    private final Todos todos;
    private final UserDirectory users;

    TodoResource(Todos todos, UserDirectory users) {
        this.todos = todos;
        this.users = users;
    }

    /** Creates a task for a user who exists, or may exist. */
    @POST
    @Operation(
            summary = "Create a todo",
            description =
                    "Publishes todos.task.created. Asks the user service whether the user exists. While that service is away the todo "
                            + "is created all the same, with userVerified false, and the user is verified later.")
    @APIResponse(responseCode = "201", description = "Created; Location names the todo")
    @APIResponse(responseCode = "400", description = "The request is not valid")
    @APIResponse(responseCode = "422", description = "There is no such user")
    public Response create(@NotNull @Valid NewTodo body) throws UserServiceException, InterruptedException {
        UserCheck check = users.check(body.userId());
        if (check == UserCheck.UNKNOWN) {
            throw new ProblemException(
                    UNPROCESSABLE,
                    "Unprocessable Content",
                    "There is no user with the id " + body.userId() + "; register them first");
        }
        Todo todo = todos.create(body, check);
        return Response.created(URI.create("/todos/" + todo.todoId()))
                .entity(todo)
                .build();
    }

    /** Tasks, a page at a time. */
    @GET
    @Operation(summary = "Todos of a user, or of all, in the order in which they were created")
    public TodoPage list(
            @QueryParam("userId") @Size(max = 100) @Nullable String userId,
            @QueryParam("after") @Nullable UUID after,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit) {
        return todos.list(userId, after, limit);
    }

    /** One task. */
    @GET
    @Path("{id}")
    @Operation(summary = "A todo")
    @APIResponse(responseCode = "200", description = "The todo")
    @APIResponse(responseCode = "404", description = "No todo has this id")
    public Todo get(@RestPath UUID id) {
        return todos.find(id).orElseThrow(() -> noSuch(id));
    }

    /** Completes a task, however often it is asked to. */
    @POST
    @Path("{id}/complete")
    @Operation(
            summary = "Complete a todo",
            description = "Publishes todos.task.completed, once: completing it again changes nothing.")
    @APIResponse(responseCode = "200", description = "The todo, which is completed")
    @APIResponse(responseCode = "404", description = "No todo has this id")
    public Todo complete(@RestPath UUID id) {
        return todos.complete(id).orElseThrow(() -> noSuch(id));
    }

    /** Deletes a task. */
    @DELETE
    @Path("{id}")
    @Operation(summary = "Delete a todo", description = "Publishes todos.task.deleted")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "404", description = "No todo has this id")
    public void delete(@RestPath UUID id) {
        if (!todos.delete(id)) {
            throw noSuch(id);
        }
    }

    private static ProblemException noSuch(UUID id) {
        return new ProblemException(Status.NOT_FOUND, "There is no todo with the id " + id);
    }
}
