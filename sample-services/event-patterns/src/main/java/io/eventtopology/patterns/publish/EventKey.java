package io.eventtopology.patterns.publish;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.envelope.EventJson;
import java.util.Map;

/**
 * The ordering key of events: what the path that the EventTopology declares leads to, else the subject, else the id.
 *
 * @param paths event type → path, for example {@code data.todoId}
 */
public record EventKey(Map<String, String> paths) {
    /** Copies. */
    public EventKey {
        paths = Map.copyOf(paths);
    }

    /** The key of an event, never empty. */
    public String of(CloudEvent event) {
        String path = paths.get(event.getType());
        String key = path == null ? "" : EventJson.at(event, path);
        if (!key.isEmpty()) {
            return key;
        }
        String subject = event.getSubject();
        return subject == null || subject.isEmpty() ? event.getId() : subject;
    }
}
