package io.eventtopology.services.todo.user;

import io.eventtopology.patterns.environment.ServiceEnvironment;
import io.eventtopology.patterns.trace.TraceContext;
import io.eventtopology.services.todo.TodoSettings;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Asks the User service by Dapr's service invocation: {@code /v1.0/invoke/<app id>/method/users/<id>} at the own sidecar, which finds the
 * service, encrypts, and applies the timeout, retries and circuit breaker that the EventService declares in {@code calls}.
 */
@Singleton
final class UserClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final String base;
    private final TraceContext.Source trace;

    UserClient(ServiceEnvironment environment, TodoSettings settings, TraceContext.Source trace) {
        this.base = "http://127.0.0.1:" + environment.daprHttpPort() + "/v1.0/invoke/" + settings.userAppId()
                + "/method/users/";
        this.trace = trace;
    }

    /**
     * Whether the User service knows the user.
     *
     * @throws UserServiceException when it does not say so
     */
    boolean knows(String userId) throws UserServiceException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + URLEncoder.encode(userId, StandardCharsets.UTF_8)));
        TraceContext current = trace.current();
        if (current != null) {
            request.header("traceparent", current.traceparent());
        }
        int status;
        try {
            status = client.send(request.build(), BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UserServiceException("The Dapr sidecar did not answer: " + e, e);
        }
        return switch (status) {
            case 200 -> true;
            case 404 -> false;
            // Also Dapr's own refusals: 403 when access control denies the call, 500 when the service is away.
            default -> throw new UserServiceException("The user service answered " + status, null);
        };
    }
}
