package io.eventtopology.patterns.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.patterns.testing.PatternsDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GreetingServiceTest {
    private static final String EVENT = """
            {"specversion":"1.0","id":"1","source":"/users/api","type":"users.account.registered",
             "datacontenttype":"application/json","data":{"userId":"u1","name":"Ada"}}""";

    @Test
    void greets_once_however_often_the_event_comes() throws Exception {
        try (PatternsDatabase database = PatternsDatabase.start()) {
            database.execute("CREATE TABLE greeting (user_id text NOT NULL, text text NOT NULL)");
            // Nothing listens on port 1, so the event stays in the outbox.
            try (GreetingService service =
                    new GreetingService(Map.of("SERVICE_PORT", "0", "DAPR_HTTP_PORT", "1"), database.source())) {
                assertThat(send(service, "/events/user-registered")).isEqualTo("{\"status\":\"SUCCESS\"}");
                assertThat(send(service, "/events/user-registered")).isEqualTo("{\"status\":\"SUCCESS\"}");

                assertThat(database.number("SELECT count(*) FROM greeting")).isEqualTo(1);
                assertThat(database.number("SELECT count(*) FROM outbox")).isEqualTo(1);
                assertThat(send(service, "/dapr/subscribe"))
                        .contains("users.account.registered", "/events/user-registered");
            }
        }
    }

    private static String send(GreetingService service, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + service.port() + path))
                                    .POST(BodyPublishers.ofString(EVENT))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }
}
