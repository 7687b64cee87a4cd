package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which events exist, on which broker, under which delivery rules.
 *
 * @param broker The event bus; exactly one member.
 * @param events The events; their types are their topics.
 * @param delivery Default delivery rules of every subscription.
 * @param bundledServices Bundled services that run in this topology; each becomes an EventService that the topology owns.
 * @param allowedNamespaces Whose EventServices may use these events; those of the same namespace when absent.
 * @param deletionPolicy Retain keeps topics when their event or this resource goes, Delete deletes them; Retain when absent.
 * @param adoptionPolicy Which topics that exist already are taken over: Never, Retained or Existing; Retained when absent.
 * @param paused While true nothing is changed; deletion still works.
 * @param problems what could not be read of a stored resource; empty when all was; not part of the schema
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EventTopologySpec(
        @JsonPropertyDescription("The event bus; exactly one member.") @Required @Nullable
        Broker broker,

        @JsonPropertyDescription("The events; their types are their topics.") @Required @Size(min = 1, max = 256)
        List<EventDeclaration> events,

        @JsonPropertyDescription("Default delivery rules of every subscription.") @Nullable
        Delivery delivery,

        @JsonPropertyDescription(
                "Bundled services that run in this topology; each becomes an EventService that the topology owns.")
        @Size(max = 7)
        List<BundledService> bundledServices,

        @JsonPropertyDescription("Whose EventServices may use these events; those of the same namespace when absent.")
        @Nullable
        AllowedNamespaces allowedNamespaces,

        @JsonPropertyDescription(
                "Retain keeps topics when their event or this resource goes, Delete deletes them; Retain when absent.")
        @Nullable
        DeletionPolicy deletionPolicy,

        @JsonPropertyDescription(
                "Which topics that exist already are taken over: Never, Retained or Existing; Retained when absent.")
        @Nullable
        AdoptionPolicy adoptionPolicy,

        @JsonPropertyDescription("While true nothing is changed; deletion still works.") @Nullable
        Boolean paused,

        @JsonIgnore List<String> problems) {
    /** Absent lists and maps read as empty. */
    public EventTopologySpec {
        events = events == null ? List.of() : List.copyOf(events);
        bundledServices = bundledServices == null ? List.of() : List.copyOf(bundledServices);
        problems = problems == null ? List.of() : List.copyOf(problems);
    }

    /** Reads a spec as the API server stores it; never throws, see {@link #problems()}. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static EventTopologySpec read(JsonNode node) {
        SpecReader reader = new SpecReader("spec", node);
        EventTopologySpec spec = new EventTopologySpec(
                reader.read("broker", Broker.class),
                reader.readList("events", EventDeclaration.class),
                reader.read("delivery", Delivery.class),
                reader.readList("bundledServices", BundledService.class),
                reader.read("allowedNamespaces", AllowedNamespaces.class),
                reader.read("deletionPolicy", DeletionPolicy.class),
                reader.read("adoptionPolicy", AdoptionPolicy.class),
                reader.read("paused", Boolean.class),
                List.of());
        return new EventTopologySpec(
                spec.broker(),
                spec.events(),
                spec.delivery(),
                spec.bundledServices(),
                spec.allowedNamespaces(),
                spec.deletionPolicy(),
                spec.adoptionPolicy(),
                spec.paused(),
                reader.problems());
    }
}
