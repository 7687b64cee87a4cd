package io.eventtopology.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/** What a person does with the todo example. */
final class TodoFlow {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final RunningExample shop;

    TodoFlow(RunningExample shop) {
        this.shop = shop;
    }

    /** Registers a user; gives the id. */
    String register(String name) {
        String email = name.toLowerCase(java.util.Locale.ROOT) + System.nanoTime() + "@example.org";
        return shop.api("user")
                .post("/users", "{\"name\":\"" + name + "\",\"email\":\"" + email + "\"}")
                .ok()
                .path("userId")
                .asText();
    }

    /** Creates a todo; gives the id. */
    String create(String user, String title) {
        return shop.api("todo")
                .post("/todos", "{\"userId\":\"" + user + "\",\"title\":\"" + title + "\"}")
                .ok()
                .path("todoId")
                .asText();
    }

    /** Completes a todo. */
    void complete(String todo) {
        shop.api("todo").post("/todos/" + todo + "/complete", "").ok();
    }

    /** Waits until notify has recorded so many messages about a todo. */
    void awaitMessages(String todo, int count) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(messages(todo)).hasSize(count));
    }

    /** The messages that notify has recorded about a todo. */
    JsonNode messages(String todo) {
        JsonNode answer = shop.api("notify").get("/messages?todoId=" + todo).ok();
        return answer.isArray() ? answer : answer.path("messages");
    }

    /** What analytics has counted for a user. */
    JsonNode countsOf(String user) {
        return shop.api("analytics").get("/projections/users/" + user).ok();
    }
}
