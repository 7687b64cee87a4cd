package io.eventtopology.patterns.projection;

import io.cloudevents.CloudEvent;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * What a read side makes of events. Its rows carry a generation, so that a rebuild can fill new rows while queries read the old ones.
 */
public interface Projection {
    /** Name, for example {@code todos}. */
    String name();

    /**
     * Works one event into the rows of a generation. It is called once for each event and generation, in any order of events.
     */
    void apply(Connection transaction, long generation, CloudEvent event) throws SQLException;

    /** Deletes the rows of a generation. */
    void delete(Connection transaction, long generation) throws SQLException;
}
