package io.eventtopology.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.Supplier;

/** A service's HTTP API, as a person with curl uses it. */
public final class Api {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final Supplier<URI> base;

    public Api(Supplier<URI> base) {
        this.base = base;
    }

    /** An answer. */
    public record Answer(int status, String text) {
        /** The body as JSON. */
        public JsonNode json() {
            try {
                return MAPPER.readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException("No JSON: " + text, e);
            }
        }

        /** The body as JSON, of an answer that must be a success. */
        public JsonNode ok() {
            if (status / 100 != 2) {
                throw new IllegalStateException("The service answered " + status + ": " + text);
            }
            return json();
        }
    }

    public Answer get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).GET());
    }

    public Answer post(String path, String json) {
        return send(HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(json)));
    }

    Answer postEvent(String path, String event) {
        return send(
                HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(event)), "application/cloudevents+json");
    }

    public Answer put(String path, String json) {
        return send(HttpRequest.newBuilder(uri(path)).PUT(BodyPublishers.ofString(json)));
    }

    private URI uri(String path) {
        return URI.create(base.get() + path);
    }

    private static Answer send(HttpRequest.Builder request) {
        return send(request, "application/json");
    }

    private static Answer send(HttpRequest.Builder request, String contentType) {
        try {
            HttpResponse<String> response = CLIENT.send(
                    request.header("Content-Type", contentType)
                            .timeout(Duration.ofSeconds(20))
                            .build(),
                    BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Interrupted while a service answers", e);
        }
    }
}
