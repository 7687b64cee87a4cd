package io.eventtopology.tools.proxy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * One event of a watch: a line of JSON, {@code {"type": ..., "object": {...}}}.
 *
 * @param type ADDED, MODIFIED, DELETED, BOOKMARK or ERROR
 * @param kind kind of the object
 * @param namespace its namespace, empty if it has none
 * @param name its name, empty for bookmarks and errors
 * @param resourceVersion its version
 * @param json the whole line, without the line end
 */
public record WatchFrame(String type, String kind, String namespace, String name, String resourceVersion, String json) {

    private static final JsonMapper MAPPER = new JsonMapper();

    static WatchFrame parse(String line) {
        JsonNode event;
        try {
            event = MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "The API server sent a watch frame that is no JSON: "
                            + line.substring(0, Math.min(80, line.length())),
                    e);
        }
        JsonNode object = event.path("object");
        JsonNode metadata = object.path("metadata");
        return new WatchFrame(
                event.path("type").asText(),
                object.path("kind").asText(),
                metadata.path("namespace").asText(),
                metadata.path("name").asText(),
                metadata.path("resourceVersion").asText(),
                line);
    }

    /** Type, kind and name; never the object, which may be a Secret. */
    @Override
    public String toString() {
        return type + " " + kind + " " + namespace + "/" + name + " v" + resourceVersion;
    }
}
