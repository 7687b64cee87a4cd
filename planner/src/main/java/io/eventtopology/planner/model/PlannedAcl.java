package io.eventtopology.planner.model;

import java.util.Comparator;
import java.util.List;

/**
 * What a Kafka user may do with one resource, from any host. Names are literal, never prefixes.
 *
 * @param resource the kind of resource
 * @param name its name
 * @param operations what is allowed, sorted
 */
public record PlannedAcl(Resource resource, String name, List<Operation> operations) implements Comparable<PlannedAcl> {
    private static final Comparator<PlannedAcl> ORDER =
            Comparator.comparing(PlannedAcl::resource).thenComparing(PlannedAcl::name);

    /** Sorts and copies the operations. */
    public PlannedAcl {
        operations = operations.stream().distinct().sorted().toList();
    }

    @Override
    public int compareTo(PlannedAcl other) {
        return ORDER.compare(this, other);
    }

    /** A kind of resource. */
    public enum Resource {
        /** A topic. */
        TOPIC,
        /** A consumer group. */
        GROUP
    }

    /** What may be done. */
    public enum Operation {
        /** Look up partitions and offsets. */
        DESCRIBE,
        /** Consume, or join and commit. */
        READ,
        /** Produce. */
        WRITE
    }
}
