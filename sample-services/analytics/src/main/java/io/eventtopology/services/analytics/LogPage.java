package io.eventtopology.services.analytics;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.eventtopology.patterns.envelope.EventJson;
import io.eventtopology.patterns.projection.EventLog;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Some of the events in the log, in the order in which they came.
 *
 * @param events at most as many as asked for
 * @param next value of {@code after} that gives the next page; left out on the last one
 */
public record LogPage(
        List<LoggedEvent> events,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long next) {
    /** Copies. */
    public LogPage {
        events = List.copyOf(events);
    }

    /**
     * An event.
     *
     * @param position grows with each event, with gaps
     * @param event the CloudEvent as it is stored
     */
    public record LoggedEvent(
            long position,
            @Schema(implementation = Object.class) JsonNode event) {}

    /** The page of a list that was asked for one event more than {@code limit}. */
    static LogPage of(List<EventLog.Entry> found, int limit) {
        List<EventLog.Entry> page = found.subList(0, Math.min(found.size(), limit));
        return new LogPage(
                page.stream()
                        .map(entry -> new LoggedEvent(entry.position(), EventJson.tree(entry.event())))
                        .toList(),
                found.size() > limit ? page.getLast().position() : null);
    }
}
