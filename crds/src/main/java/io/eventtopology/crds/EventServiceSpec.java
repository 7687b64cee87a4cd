package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who publishes and consumes, and how the service runs.
 *
 * @param topologyRef The topology of the service; entries below may name another.
 * @param preset A bundled service. Give one of preset, image and appId.
 * @param image Image of the service.
 * @param port Port of the service; 8080 when absent.
 * @param appId Dapr app id of a Deployment that exists already: the operator only wires it and runs nothing.
 * @param env Environment of the container; what the operator sets itself has precedence.
 * @param resources Compute resources of the container; requests of 100m cpu and 256Mi memory and a limit of 512Mi memory when absent.
 * @param pod What may be changed about the pods.
 * @param replicas Replicas of the Deployment; 1 when absent. Not with scaling.
 * @param publishes Events that the service publishes.
 * @param subscribes Events that the service consumes.
 * @param delivery Delivery rules of all subscriptions of the service.
 * @param calls Synchronous calls to other services.
 * @param maxConcurrency Most events and calls that the service handles at once; unlimited when absent.
 * @param database Connection data of a database, given to the container as DATABASE_URL, DATABASE_USERNAME and DATABASE_PASSWORD.
 * @param scaling Scaling by consumer lag.
 * @param paused While true nothing is changed; deletion still works.
 * @param problems what could not be read of a stored resource; empty when all was; not part of the schema
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "[has(self.preset), has(self.image), has(self.appId)].filter(w, w).size() == 1",
        message =
                "exactly one of preset, image and appId is needed: a bundled service, an image to run, or the wiring of a Deployment that exists already")
@ValidationRule(
        value = "!has(self.replicas) || !has(self.scaling)",
        message = "replicas and scaling exclude each other: with scaling, KEDA sets the replicas")
@ValidationRule(
        value =
                "!has(self.appId) || (!has(self.port) && !has(self.resources) && !has(self.pod) && !has(self.replicas) && !has(self.scaling) && !has(self.database) && (!has(self.env) || self.env.size() == 0))",
        message =
                "with appId the operator runs nothing: port, env, resources, pod, replicas, scaling and database belong to your Deployment")
public record EventServiceSpec(
        @JsonPropertyDescription("The topology of the service; entries below may name another.") @Required @Nullable
        TopologyRef topologyRef,

        @JsonPropertyDescription("A bundled service. Give one of preset, image and appId.") @Nullable
        BundledService preset,

        @JsonPropertyDescription("Image of the service.")
        @Size(min = 1, max = 512)
        @Pattern("^[a-zA-Z0-9][-a-zA-Z0-9._:/@]*$")
        @Nullable
        String image,

        @JsonPropertyDescription("Port of the service; 8080 when absent.") @Min(1) @Max(65535) @Nullable
        Integer port,

        @JsonPropertyDescription(
                "Dapr app id of a Deployment that exists already: the operator only wires it and runs nothing.")
        @Size(min = 1, max = 63)
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
        @Nullable
        String appId,

        @JsonPropertyDescription("Environment of the container; what the operator sets itself has precedence.")
        @Size(max = 64)
        List<EnvVariable> env,

        @JsonPropertyDescription(
                "Compute resources of the container; requests of 100m cpu and 256Mi memory and a limit of 512Mi memory when absent.")
        @Nullable
        Resources resources,

        @JsonPropertyDescription("What may be changed about the pods.") @Nullable
        PodOverrides pod,

        @JsonPropertyDescription("Replicas of the Deployment; 1 when absent. Not with scaling.")
        @Min(0)
        @Max(1000)
        @Nullable
        Integer replicas,

        @JsonPropertyDescription("Events that the service publishes.") @Size(max = 128)
        List<Publication> publishes,

        @JsonPropertyDescription("Events that the service consumes.") @Size(max = 128)
        List<Subscription> subscribes,

        @JsonPropertyDescription("Delivery rules of all subscriptions of the service.") @Nullable
        Delivery delivery,

        @JsonPropertyDescription("Synchronous calls to other services.") @Size(max = 64)
        List<ServiceCall> calls,

        @JsonPropertyDescription("Most events and calls that the service handles at once; unlimited when absent.")
        @Min(1)
        @Max(10000)
        @Nullable
        Integer maxConcurrency,

        @JsonPropertyDescription(
                "Connection data of a database, given to the container as DATABASE_URL, DATABASE_USERNAME and DATABASE_PASSWORD.")
        @Nullable
        Database database,

        @JsonPropertyDescription("Scaling by consumer lag.") @Nullable
        Scaling scaling,

        @JsonPropertyDescription("While true nothing is changed; deletion still works.") @Nullable
        Boolean paused,

        @JsonIgnore List<String> problems) {
    /** Absent lists and maps read as empty. */
    public EventServiceSpec {
        env = env == null ? List.of() : List.copyOf(env);
        publishes = publishes == null ? List.of() : List.copyOf(publishes);
        subscribes = subscribes == null ? List.of() : List.copyOf(subscribes);
        calls = calls == null ? List.of() : List.copyOf(calls);
        problems = problems == null ? List.of() : List.copyOf(problems);
    }

    /** Reads a spec as the API server stores it; never throws, see {@link #problems()}. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static EventServiceSpec read(JsonNode node) {
        SpecReader reader = new SpecReader("spec", node);
        EventServiceSpec spec = new EventServiceSpec(
                reader.read("topologyRef", TopologyRef.class),
                reader.read("preset", BundledService.class),
                reader.read("image", String.class),
                reader.read("port", Integer.class),
                reader.read("appId", String.class),
                reader.readList("env", EnvVariable.class),
                reader.read("resources", Resources.class),
                reader.read("pod", PodOverrides.class),
                reader.read("replicas", Integer.class),
                reader.readList("publishes", Publication.class),
                reader.readList("subscribes", Subscription.class),
                reader.read("delivery", Delivery.class),
                reader.readList("calls", ServiceCall.class),
                reader.read("maxConcurrency", Integer.class),
                reader.read("database", Database.class),
                reader.read("scaling", Scaling.class),
                reader.read("paused", Boolean.class),
                List.of());
        return new EventServiceSpec(
                spec.topologyRef(),
                spec.preset(),
                spec.image(),
                spec.port(),
                spec.appId(),
                spec.env(),
                spec.resources(),
                spec.pod(),
                spec.replicas(),
                spec.publishes(),
                spec.subscribes(),
                spec.delivery(),
                spec.calls(),
                spec.maxConcurrency(),
                spec.database(),
                spec.scaling(),
                spec.paused(),
                reader.problems());
    }
}
