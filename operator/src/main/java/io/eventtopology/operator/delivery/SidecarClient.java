package io.eventtopology.operator.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventtopology.operator.delivery.SidecarAnswer.Loaded;
import io.eventtopology.operator.delivery.SidecarAnswer.Silent;
import io.eventtopology.operator.delivery.SubscriptionShape.Rule;
import io.eventtopology.planner.workload.SidecarPorts;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks sidecars for their metadata: {@code GET http://<pod>:3501/v1.0/metadata}, which daprd serves on its public port without a
 * token (daprd 1.16, pkg/api/http/metadata.go). What answers may be anything a tenant runs, so time and size are bounded and
 * redirects are not followed. Thread-safe; blocks its caller for {@link #LIMIT} at most, and while too many others ask.
 */
final class SidecarClient implements AutoCloseable {
    /** After this time a sidecar is silent. */
    static final Duration LIMIT = Duration.ofSeconds(4);

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_AT_ONCE = 32;
    private static final String PROGRAMMATIC = "PROGRAMMATIC";
    private static final JsonMapper JSON = new JsonMapper();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .executor(threads)
            .build();

    /** Asks the sidecar of the pod with this address. */
    SidecarAnswer ask(String address) throws InterruptedException {
        places.acquire();
        try {
            Future<SidecarAnswer> answer = threads.submit(() -> answer(address));
            try {
                return answer.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                return new Silent("does not answer within " + LIMIT.toSeconds() + " s");
            } catch (ExecutionException e) {
                return new Silent("cannot be asked");
            } finally {
                answer.cancel(true);
            }
        } finally {
            places.release();
        }
    }

    private SidecarAnswer answer(String address) throws InterruptedException {
        String host = address.contains(":") ? "[" + address + "]" : address;
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + host + ":" + SidecarPorts.PUBLIC + "/v1.0/metadata"))
                .timeout(LIMIT)
                .build();
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() != 200) {
                    return new Silent("answers with status " + response.statusCode());
                }
                byte[] bytes = body.readNBytes(MOST_BYTES + 1);
                return bytes.length > MOST_BYTES
                        ? new Silent("answers with more than " + MOST_BYTES + " bytes")
                        : read(JSON.readTree(bytes));
            }
        } catch (JsonProcessingException e) {
            return new Silent("answers with something that is no JSON");
        } catch (HttpConnectTimeoutException e) {
            return new Silent("cannot be connected to within " + CONNECT_LIMIT.toSeconds() + " s");
        } catch (HttpTimeoutException e) {
            return new Silent("does not answer within " + LIMIT.toSeconds() + " s");
        } catch (ConnectException e) {
            return new Silent("cannot be connected to");
        } catch (IOException e) {
            return new Silent("breaks the connection off");
        }
    }

    private static SidecarAnswer read(JsonNode answer) {
        if (!answer.path("id").isTextual()) {
            return new Silent("answers with something that is not Dapr's metadata");
        }
        Set<String> components = new HashSet<>();
        answer.path("components")
                .forEach(component -> components.add(component.path("name").asText()));
        List<SubscriptionShape> subscriptions = new ArrayList<>();
        List<SubscriptionShape> ofTheApp = new ArrayList<>();
        answer.path("subscriptions").forEach(subscription -> {
            List<Rule> rules = new ArrayList<>();
            subscription
                    .path("rules")
                    .forEach(rule -> rules.add(new Rule(
                            rule.path("match").asText(), rule.path("path").asText())));
            SubscriptionShape shape = new SubscriptionShape(
                    subscription.path("pubsubname").asText(),
                    subscription.path("topic").asText(),
                    subscription.path("deadLetterTopic").asText(),
                    rules);
            subscriptions.add(shape);
            if (subscription.path("type").asText().equals(PROGRAMMATIC)) {
                ofTheApp.add(shape);
            }
        });
        return new Loaded(answer.path("id").asText(), components, subscriptions, ofTheApp);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        http.shutdownNow();
    }
}
