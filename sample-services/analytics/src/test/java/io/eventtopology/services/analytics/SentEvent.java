package io.eventtopology.services.analytics;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** What daprd posts: a CloudEvent in the JSON format, to the route of its subscription. */
record SentEvent(String route, String type, String id, Instant time, String data) {
    byte[] body() {
        return ("{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/shop/api\",\"type\":\"" + type
                        + "\",\"subject\":\"" + id + "\",\"time\":\"" + time
                        + "\",\"datacontenttype\":\"application/json\",\"data\":" + data + "}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
