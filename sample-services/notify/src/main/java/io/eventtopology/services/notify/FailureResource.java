package io.eventtopology.services.notify;

import io.eventtopology.patterns.quarkus.Transactions;
import io.eventtopology.patterns.quarkus.problem.ProblemException;
import io.eventtopology.services.notify.failure.Failure;
import io.eventtopology.services.notify.failure.FailureSwitch;
import io.eventtopology.services.notify.settings.NotifySettings;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response.Status;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** The switch that makes the service fail, over HTTP. */
@Path("/failure")
public class FailureResource {
    private final Transactions transactions;
    private final NotifySettings settings;

    FailureResource(Transactions transactions, NotifySettings settings) {
        this.transactions = transactions;
        this.settings = settings;
    }

    /** Where the switch stands. */
    @GET
    @Operation(summary = "How the service fails on request")
    @APIResponse(responseCode = "200", description = "times counts down; at 0 nothing fails any more")
    @APIResponse(responseCode = "404", description = "NOTIFY_FAILURE_SWITCH is false")
    public Failure get() {
        allowed();
        return transactions.read(FailureSwitch::read);
    }

    /** Sets the switch, for all replicas. */
    @PUT
    @Operation(
            summary = "Make the service fail",
            description = "For all replicas, until it is set to none or times attempts have failed")
    @APIResponse(responseCode = "200", description = "Set")
    @APIResponse(responseCode = "400", description = "The request is not valid")
    @APIResponse(responseCode = "404", description = "NOTIFY_FAILURE_SWITCH is false")
    public Failure put(@NotNull @Valid FailureRequest body) {
        allowed();
        return transactions.write(transaction -> {
            FailureSwitch.write(transaction, body.failure());
            return body.failure();
        });
    }

    private void allowed() {
        if (!settings.failureSwitch()) {
            throw new ProblemException(
                    Status.NOT_FOUND, "Failures on request are not allowed here: NOTIFY_FAILURE_SWITCH is false");
        }
    }
}
