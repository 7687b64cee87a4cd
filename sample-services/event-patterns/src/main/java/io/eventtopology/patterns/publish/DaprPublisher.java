package io.eventtopology.patterns.publish;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.envelope.EventJson;
import io.eventtopology.patterns.environment.ServiceEnvironment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Publishes through the HTTP API of the Dapr sidecar. The metadata {@code partitionKey} becomes the record's key on Kafka (a key for each entry of a
 * bulk request); other brokers take no notice of it.
 *
 * <p>A single event is sent as {@code application/cloudevents+json}, so that daprd 1.16 keeps its attributes, the trace among them, and adds
 * {@code topic} and {@code pubsubname} (components-contrib, pubsub/envelope.go, FromCloudEvent). In bulk, where that costs daprd more than all
 * the rest, events have those attributes already ({@link Envelope}) and are sent as raw payload, each as a JSON string that daprd hands to the
 * broker as it is (dapr, pkg/api/http/http.go, onBulkPublish). Consumers cannot tell one from the other: whether a subscriber's sidecar reads a
 * CloudEvent is a matter of its subscription alone (dapr, pkg/runtime/subscription/subscription.go).
 */
public final class DaprPublisher implements EventPublisher {
    /** daprd's default for the largest request body is 4 MiB; a batch is split before that. */
    private static final int LARGEST_BODY = 3 << 20;

    /** The event is a string for daprd. */
    private static final String TEXT = "text/plain";

    private static final int REASON_LIMIT = 500;
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonFactory JSON = new JsonFactory();

    private final HttpClient client;
    private final String base;
    private final String pubsub;
    private final Envelope envelope;
    private final EventKey key;
    private final Duration timeout;

    /**
     * A publisher for the pub/sub component of the service's topology.
     *
     * @param timeout for one request, which may hold many events
     */
    public DaprPublisher(ServiceEnvironment environment, Duration timeout) {
        this(environment, environment.pubsubName(), timeout);
    }

    /** A publisher for another pub/sub component, for events of another topology. */
    public DaprPublisher(ServiceEnvironment environment, String pubsubName, Duration timeout) {
        // daprd speaks HTTP/1.1 without TLS; an attempt to upgrade would cost a round trip.
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
        this.base = "http://127.0.0.1:" + environment.daprHttpPort();
        this.pubsub = encoded(pubsubName);
        this.envelope = new Envelope(pubsubName);
        this.key = new EventKey(environment.eventKeys());
        this.timeout = timeout;
    }

    @Override
    public void publish(String topic, CloudEvent event) throws PublishException {
        String path =
                "/v1.0/publish/" + pubsub + "/" + encoded(topic) + "?metadata.partitionKey=" + encoded(key.of(event));
        try {
            HttpResponse<byte[]> response = post(path, EventJson.CONTENT_TYPE, EventJson.write(event));
            if (response.statusCode() / 100 != 2) {
                throw new PublishException(described(event, topic) + reason(response));
            }
        } catch (IOException e) {
            throw new PublishException(described(event, topic) + unanswered(e));
        }
    }

    @Override
    public List<PublishFailure> publishAll(String topic, List<SerializedEvent> events) {
        List<PublishFailure> failures = new ArrayList<>();
        List<SerializedEvent> part = new ArrayList<>();
        ByteArrayOutputStream body = begun();
        for (SerializedEvent event : events) {
            byte[] entry = entry(part.size(), topic, event);
            if (!part.isEmpty() && body.size() + entry.length > LARGEST_BODY) {
                failures.addAll(publishPart(topic, part, body));
                part = new ArrayList<>();
                body = begun();
                entry = entry(0, topic, event);
            }
            if (!part.isEmpty()) {
                body.write(',');
            }
            body.writeBytes(entry);
            part.add(event);
        }
        if (!part.isEmpty()) {
            failures.addAll(publishPart(topic, part, body));
        }
        return failures;
    }

    private List<PublishFailure> publishPart(String topic, List<SerializedEvent> events, ByteArrayOutputStream body) {
        body.write(']');
        String path = "/v1.0-alpha1/publish/bulk/" + pubsub + "/" + encoded(topic) + "?metadata.rawPayload=true";
        HttpResponse<byte[]> response;
        try {
            response = post(path, "application/json", body.toByteArray());
        } catch (IOException e) {
            return all(events, unanswered(e), false);
        }
        if (response.statusCode() / 100 == 2) {
            return List.of();
        }
        List<PublishFailure> entries = failedEntries(response.body(), events);
        // Without entries the whole request was refused.
        return entries.isEmpty() ? all(events, reason(response), true) : entries;
    }

    private static ByteArrayOutputStream begun() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write('[');
        return body;
    }

    /** The entry's id is its place in the request: daprd refuses a request with the same id twice, and events may have it. */
    private byte[] entry(int place, String topic, SerializedEvent event) {
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(entry)) {
            json.writeStartObject();
            json.writeStringField("entryId", Integer.toString(place));
            json.writeStringField("contentType", TEXT);
            json.writeObjectFieldStart("metadata");
            json.writeStringField("partitionKey", event.key());
            json.writeEndObject();
            json.writeStringField("event", envelope.around(event, topic));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("Event " + event.id() + " cannot be written", e);
        }
        return entry.toByteArray();
    }

    private static List<PublishFailure> failedEntries(byte[] body, List<SerializedEvent> events) {
        try {
            List<PublishFailure> failures = new ArrayList<>();
            for (JsonNode entry : MAPPER.readTree(body).path("failedEntries")) {
                SerializedEvent event =
                        events.get(Integer.parseInt(entry.path("entryId").asText()));
                failures.add(
                        new PublishFailure(event.id(), cut(entry.path("error").asText("no reason given")), true));
            }
            return failures;
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            // Not an answer of daprd's bulk API: nothing is known to be acknowledged.
            return List.of();
        }
    }

    private static List<PublishFailure> all(List<SerializedEvent> events, String reason, boolean reached) {
        return events.stream()
                .map(event -> new PublishFailure(event.id(), reason, reached))
                .toList();
    }

    private HttpResponse<byte[]> post(String path, String contentType, byte[] body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(timeout)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        try {
            return client.send(request, BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the answer", e);
        }
    }

    private static String described(CloudEvent event, String topic) {
        return "Event " + event.getId() + " of type " + event.getType() + " was not published to " + topic + ": ";
    }

    private String unanswered(IOException e) {
        String sidecar = "the Dapr sidecar at " + base;
        return switch (e) {
            case ConnectException refused -> sidecar + " cannot be reached; is it running?";
            case HttpTimeoutException late -> sidecar + " did not answer within " + timeout.toMillis() + " ms";
            default -> cut(sidecar + " broke off (" + e + ")");
        };
    }

    private static String reason(HttpResponse<byte[]> response) {
        return cut(
                "Dapr answered " + response.statusCode() + " " + new String(response.body(), StandardCharsets.UTF_8));
    }

    private static String cut(String text) {
        return text.length() <= REASON_LIMIT ? text : text.substring(0, REASON_LIMIT);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
