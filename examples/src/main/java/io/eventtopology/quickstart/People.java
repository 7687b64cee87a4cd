package io.eventtopology.quickstart;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/** What people do with the services; shown as it happens. */
final class People {
    private static final String ACTION = "request";

    private final Shop shop;
    private final Stage stage;

    People(Shop shop, Stage stage) {
        this.shop = shop;
        this.stage = stage;
    }

    /** Registers somebody whose name is not taken; gives the id. */
    String register(String name) throws IOException, InterruptedException {
        show("user: POST /users, " + name);
        return shop.services()
                .api("user")
                .post("/users", Map.of("name", name, "email", name.toLowerCase(Locale.ROOT) + "@example.com"))
                .path("userId")
                .asText();
    }

    /** Writes down a todo; gives its id. */
    String create(String user, String title) throws IOException, InterruptedException {
        show("todo: POST /todos, " + title);
        return shop.services()
                .api("todo")
                .post("/todos", Map.of("userId", user, "title", title))
                .path("todoId")
                .asText();
    }

    /** Completes a todo. */
    void complete(String todo) throws IOException, InterruptedException {
        show("todo: POST /todos/" + todo + "/complete");
        shop.services().api("todo").post("/todos/" + todo + "/complete", Map.of());
    }

    /** Breaks Notify for todos that are written down from now on, or mends it with {@code none}. */
    void breakNotify(String mode) throws IOException, InterruptedException {
        show("notify: PUT /failure, " + mode);
        shop.services()
                .api("notify")
                .put(
                        "/failure",
                        mode.equals("none") ? Map.of("mode", mode) : Map.of("mode", mode, "eventType", Shop.CREATED));
    }

    private void show(String text) {
        stage.console().event(stage.elapsed(), ACTION, text);
    }
}
