package io.eventtopology.services.payment;

import io.eventtopology.patterns.quarkus.Transactions;
import io.eventtopology.patterns.quarkus.problem.ProblemException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response.Status;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestPath;

/** Payments over HTTP. */
@Path("/payments")
public class PaymentResource {
    private final Transactions transactions;
    private final PaymentTable table;

    PaymentResource(Transactions transactions, PaymentTable table) {
        this.transactions = transactions;
        this.table = table;
    }

    /** The payment of an order. */
    @GET
    @Path("{order}")
    @Operation(summary = "The payment of an order")
    @APIResponse(responseCode = "200", description = "The payment")
    @APIResponse(responseCode = "404", description = "Nothing is known of this order")
    public Payment get(@RestPath UUID order) {
        return transactions
                .read(connection -> table.find(connection, order))
                .orElseThrow(() -> new ProblemException(Status.NOT_FOUND, "Nothing is known of order " + order));
    }

    /** All money that moved. */
    @GET
    @Path("balance")
    @Operation(summary = "All money that moved")
    public Balance balance() {
        return transactions.read(table::balance);
    }
}
