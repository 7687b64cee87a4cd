package io.eventtopology.services.analytics.projection;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.consumer.PoisonEventException;
import io.eventtopology.patterns.envelope.EventJson;
import io.eventtopology.patterns.projection.Projection;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * What happened by user, day and type. The same events give the same rows whatever their order, so that deliveries and rebuilds
 * agree.
 */
public final class ActivityProjection implements Projection {
    /** As the table {@code projection} calls it. */
    static final String NAME = "activity";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void apply(Connection transaction, long generation, CloudEvent event) throws SQLException {
        try {
            ProjectionRows.add(transaction, generation, counted(event));
        } catch (PoisonEventException e) {
            throw new IllegalArgumentException(
                    "Event " + event.getId() + " of " + event.getSource() + " cannot be counted", e);
        }
    }

    @Override
    public void delete(Connection transaction, long generation) throws SQLException {
        ProjectionRows.delete(transaction, generation);
    }

    /**
     * Reads what an event tells.
     *
     * @throws PoisonEventException when it cannot be counted, now or ever
     */
    public static CountedEvent counted(CloudEvent event) throws PoisonEventException {
        OffsetDateTime time = event.getTime();
        if (time == null) {
            throw new PoisonEventException("The event has no time, so there is no day to count it for");
        }
        return new CountedEvent(
                event.getId(), event.getType(), Instant.from(time), Effects.of(event.getType(), EventJson.data(event)));
    }
}
