package io.eventtopology.services.notify.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eventtopology.patterns.consumer.PoisonEventException;
import io.eventtopology.patterns.consumer.RetryableEventException;
import io.eventtopology.services.notify.message.Message;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts messages as JSON to one address, with the message's id as {@code Idempotency-Key}. Redirects are not followed.
 *
 * <p>An answer 2xx means that the message was taken. 400, 413, 415 and 422 refuse the message itself, which no further attempt
 * changes. Every other answer, and none in time, may change.
 */
public final class Webhook {
    private static final int SUCCESS_FIRST = 200;
    private static final int SUCCESS_LAST = 299;
    private static final Set<Integer> REFUSALS = Set.of(400, 413, 415, 422);

    private final URI address;
    private final Duration timeout;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http;

    /**
     * A webhook.
     *
     * @param address where it posts
     * @param timeout of connecting, and of one post from its begin to the end of the answer
     */
    public Webhook(URI address, Duration timeout) {
        this.address = address;
        this.timeout = timeout;
        this.http = HttpClient.newBuilder().connectTimeout(timeout).build();
    }

    /**
     * Posts.
     *
     * @throws RetryableEventException when the address does not answer in time, or with a status that may change
     * @throws PoisonEventException when it refuses the message itself
     */
    public void post(Message message) throws RetryableEventException, PoisonEventException {
        int status = statusOf(message);
        if (status >= SUCCESS_FIRST && status <= SUCCESS_LAST) {
            return;
        }
        String answer = "The webhook " + place() + " answered " + status;
        if (REFUSALS.contains(status)) {
            throw new PoisonEventException(answer + ": it refuses message " + message.messageId());
        }
        throw new RetryableEventException(answer);
    }

    private int statusOf(Message message) throws RetryableEventException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", message.messageId().toString())
                .POST(HttpRequest.BodyPublishers.ofString(body(message)))
                .build();
        CompletableFuture<Integer> status =
                http.sendAsync(request, BodyHandlers.discarding()).thenApply(answer -> answer.statusCode());
        try {
            // The request's own timeout ends with the answer's head; the body has none.
            return status.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            status.cancel(true);
            throw new RetryableEventException("The webhook " + place() + " did not answer within " + timeout, e);
        } catch (ExecutionException e) {
            throw new RetryableEventException("The webhook " + place() + " cannot be reached: " + e.getCause(), e);
        } catch (InterruptedException e) {
            status.cancel(true);
            Thread.currentThread().interrupt();
            throw new RetryableEventException("The service stops while it posts to " + place(), e);
        }
    }

    private String body(Message message) {
        ObjectNode body = json.createObjectNode()
                .put("messageId", message.messageId().toString())
                .put("userId", message.userId())
                .put("text", message.text())
                .put("eventSource", message.eventSource())
                .put("eventId", message.eventId())
                .put("eventType", message.eventType());
        if (message.todoId() != null) {
            body.put("todoId", message.todoId());
        }
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of texts could not be written as JSON", e);
        }
    }

    /** Without user, path and query, which may hold a secret. */
    private String place() {
        return address.getScheme() + "://" + address.getHost();
    }
}
