package io.eventtopology.services.notify;

import io.eventtopology.patterns.quarkus.Transactions;
import io.eventtopology.patterns.quarkus.problem.ProblemException;
import io.eventtopology.services.notify.message.MessageQuery;
import io.eventtopology.services.notify.message.Messages;
import io.eventtopology.services.notify.message.SentMessage;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response.Status;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Records of messages over HTTP. */
@Path("/messages")
public class MessageResource {
    private final Transactions transactions;

    MessageResource(Transactions transactions) {
        this.transactions = transactions;
    }

    /** One record. */
    @GET
    @Path("{id}")
    @Operation(summary = "The record of a message")
    @APIResponse(responseCode = "200", description = "The record")
    @APIResponse(responseCode = "404", description = "No message with this id was sent")
    public SentMessage get(@RestPath UUID id) {
        return transactions
                .read(connection -> Messages.find(connection, id))
                .orElseThrow(
                        () -> new ProblemException(Status.NOT_FOUND, "No message with the id " + id + " was sent"));
    }

    /** Records that agree with all that is given. */
    @GET
    @Operation(summary = "Records of messages, newest first", description = "Those that agree with all that is given")
    public MessagePage list(
            @QueryParam("userId") @Nullable String userId,
            @QueryParam("todoId") @Nullable String todoId,
            @QueryParam("eventId") @Nullable String eventId,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(500) int limit) {
        MessageQuery query = new MessageQuery(userId, todoId, eventId, limit);
        return new MessagePage(transactions.read(connection -> Messages.find(connection, query)));
    }
}
