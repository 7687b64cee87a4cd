package io.eventtopology.planner.model;

import io.eventtopology.crds.AdoptionPolicy;
import io.eventtopology.crds.AllowedNamespaces;
import io.eventtopology.crds.Broker;
import io.eventtopology.crds.BundledService;
import io.eventtopology.crds.DeletionPolicy;
import io.eventtopology.crds.Delivery;
import io.eventtopology.crds.KafkaAuthType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A topology whose references are followed and whose defaults are filled in.
 *
 * @param namespace its namespace
 * @param name its name
 * @param broker the broker as declared; exactly one member is set
 * @param kafka the Kafka cluster; null for other brokers, or when it cannot be had (a finding says why)
 * @param auth how services authenticate at Kafka; {@link KafkaAuthType#NONE} for other brokers
 * @param events the events, sorted by type
 * @param delivery the topology's own delivery rules; null without
 * @param bundledServices bundled services to run, sorted
 * @param allowedNamespaces whose services may use the events; null means the same namespace only
 * @param deletionPolicy what happens to topics that leave
 * @param adoptionPolicy which existing topics are taken over
 */
public record ResolvedTopology(
        String namespace,
        String name,
        Broker broker,
        @Nullable KafkaCluster kafka,
        KafkaAuthType auth,
        List<ResolvedEvent> events,
        @Nullable Delivery delivery,
        List<BundledService> bundledServices,
        @Nullable AllowedNamespaces allowedNamespaces,
        DeletionPolicy deletionPolicy,
        AdoptionPolicy adoptionPolicy) {
    /** Copies the lists. */
    public ResolvedTopology {
        events = List.copyOf(events);
        bundledServices = List.copyOf(bundledServices);
    }

    /** The event of that type, when the topology declares it. */
    public Optional<ResolvedEvent> event(String type) {
        return events.stream().filter(e -> e.type().equals(type)).findFirst();
    }
}
