package io.eventtopology.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/**
 * A service's HTTP API, as a person with curl uses it.
 *
 * @param address where the service answers
 */
record ServiceApi(URI address) {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** The text of a page. */
    String text(String path) throws IOException, InterruptedException {
        return send(
                "GET", path, HttpRequest.newBuilder(URI.create(address + path)).GET());
    }

    /** What is there, as JSON. */
    JsonNode get(String path) throws IOException, InterruptedException {
        return parse(text(path));
    }

    /** Posts fields as JSON, and gives the answer. */
    JsonNode post(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return parse(send(
                "POST",
                path,
                HttpRequest.newBuilder(URI.create(address + path)).POST(BodyPublishers.ofString(json(body)))));
    }

    /** Puts fields as JSON, and gives the answer. */
    JsonNode put(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return parse(send(
                "PUT",
                path,
                HttpRequest.newBuilder(URI.create(address + path)).PUT(BodyPublishers.ofString(json(body)))));
    }

    private static String json(Map<String, ?> body) throws JsonProcessingException {
        return body.isEmpty() ? "" : JSON.writeValueAsString(body);
    }

    private static JsonNode parse(String text) throws JsonProcessingException {
        return JSON.readTree(text);
    }

    private String send(String method, String path, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = CLIENT.send(
                request.header("Content-Type", "application/json")
                        .timeout(LIMIT)
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(
                    method + " " + address + path + " is answered with " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }
}
