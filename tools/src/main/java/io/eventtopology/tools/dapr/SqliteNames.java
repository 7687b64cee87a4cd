package io.eventtopology.tools.dapr;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;

/**
 * How sidecars of one machine find each other: by a SQLite database that they share. mDNS, Dapr's default, is fragile in containers.
 *
 * @param database the file; made if absent, its folder must exist
 */
public record SqliteNames(Path database) {
    /**
     * {@code spec.nameResolution} of a Configuration. A registration counts for {@code updateInterval} and is renewed {@code timeout}
     * before that. Dapr's 1 s is too short for a busy machine: the app could not be found for a moment.
     */
    public ObjectNode nameResolution() {
        ObjectNode resolution = JsonNodeFactory.instance.objectNode();
        resolution.put("component", "sqlite").put("version", "v1");
        resolution
                .putObject("configuration")
                .put("connectionString", database.toString())
                .put("updateInterval", "10s")
                .put("timeout", "4s")
                .put("busyTimeout", "3s");
        return resolution;
    }
}
