package io.eventtopology.planner.example;

import io.eventtopology.crds.Backoff;
import io.eventtopology.crds.Bulk;
import io.eventtopology.crds.BundledService;
import io.eventtopology.crds.EnvVariable;
import io.eventtopology.crds.PodOverrides;
import io.eventtopology.crds.Resources;
import io.eventtopology.crds.Scaling;
import io.eventtopology.crds.Unmatched;
import io.eventtopology.planner.model.ResolvedBreaker;
import io.eventtopology.planner.model.ResolvedCall;
import io.eventtopology.planner.model.ResolvedDelivery;
import io.eventtopology.planner.model.ResolvedPublication;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedSubscription;
import io.eventtopology.planner.model.ResolvedTopology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A resolved service for tests: an image of its own on port 8080, in the namespace shop. */
public final class ServiceExample {
    /** Five attempts, 30 seconds each, then the dead-letter topic: what applies without declared rules. */
    public static final ResolvedDelivery DELIVERY = new ResolvedDelivery(
            5,
            Backoff.EXPONENTIAL,
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            true,
            Duration.ofDays(14),
            null);

    private final ResolvedTopology topology;
    private final String name;
    private String namespace = "shop";
    private String appId;
    private BundledService preset;
    private String image = "registry.example/notify:1.2";
    private int port = 8080;
    private List<EnvVariable> env = List.of();
    private Resources resources;
    private PodOverrides pod;
    private Integer replicas;
    private final List<ResolvedPublication> publishes = new ArrayList<>();
    private final List<ResolvedSubscription> subscribes = new ArrayList<>();
    private final List<ResolvedCall> calls = new ArrayList<>();
    private Integer maxConcurrency;
    private String databaseSecret;
    private Scaling scaling;
    private final SortedMap<String, String> secretVersions = new TreeMap<>();

    public ServiceExample(ResolvedTopology topology, String name) {
        this.topology = topology;
        this.name = name;
        this.appId = name;
    }

    public ServiceExample inNamespace(String newNamespace) {
        namespace = newNamespace;
        return this;
    }

    public ServiceExample wiringOnly(String existingAppId) {
        appId = existingAppId;
        image = null;
        return this;
    }

    public ServiceExample preset(BundledService bundled, String itsImage) {
        preset = bundled;
        image = itsImage;
        return this;
    }

    public ServiceExample image(String newImage) {
        image = newImage;
        return this;
    }

    public ServiceExample port(int newPort) {
        port = newPort;
        return this;
    }

    public ServiceExample env(EnvVariable... variables) {
        env = List.of(variables);
        return this;
    }

    /** @param yaml as in spec.resources */
    public ServiceExample resources(String yaml) {
        resources = TopologyExample.parse(yaml, Resources.class);
        return this;
    }

    /** @param yaml as in spec.pod */
    public ServiceExample pod(String yaml) {
        pod = TopologyExample.parse(yaml, PodOverrides.class);
        return this;
    }

    public ServiceExample replicas(int number) {
        replicas = number;
        return this;
    }

    public ServiceExample publishes(String... events) {
        for (String event : events) {
            publishes.add(
                    new ResolvedPublication(topology, topology.event(event).orElseThrow(), null));
        }
        return this;
    }

    public ServiceExample subscribes(String... events) {
        for (String event : events) {
            subscribes(topology, event, DELIVERY, null);
        }
        return this;
    }

    public ServiceExample subscribes(String event, ResolvedDelivery delivery) {
        return subscribes(topology, event, delivery, null);
    }

    public ServiceExample subscribes(ResolvedTopology declaredBy, String event, ResolvedDelivery delivery, Bulk bulk) {
        subscribes.add(new ResolvedSubscription(
                declaredBy,
                declaredBy.event(event).orElseThrow(),
                "/events/" + event,
                null,
                Unmatched.IGNORE,
                null,
                delivery,
                false,
                bulk));
        return this;
    }

    public ServiceExample calls(String service) {
        calls.add(new ResolvedCall(service, service, Duration.ofSeconds(5), null, null));
        return this;
    }

    public ServiceExample maxConcurrency(int most) {
        maxConcurrency = most;
        return this;
    }

    public ServiceExample database(String secret) {
        databaseSecret = secret;
        return this;
    }

    public ServiceExample scaling(Integer min, Integer max, Integer lag) {
        scaling = new Scaling(min, max, lag);
        return this;
    }

    public ServiceExample secretVersion(String secret, String version) {
        secretVersions.put(secret, version);
        return this;
    }

    /** The rules of {@link #DELIVERY} with other members. */
    public static ResolvedDelivery delivery(int maxAttempts, boolean deadLetter, ResolvedBreaker breaker) {
        return delivery(maxAttempts, Duration.ofSeconds(60), deadLetter, breaker);
    }

    /** The rules of {@link #DELIVERY} with other members. */
    public static ResolvedDelivery delivery(
            int maxAttempts, Duration maxInterval, boolean deadLetter, ResolvedBreaker breaker) {
        return new ResolvedDelivery(
                maxAttempts,
                DELIVERY.backoff(),
                DELIVERY.interval(),
                maxInterval,
                DELIVERY.timeout(),
                deadLetter,
                DELIVERY.deadLetterRetention(),
                breaker);
    }

    public ResolvedService build() {
        return new ResolvedService(
                namespace,
                name,
                topology,
                appId,
                preset,
                image,
                port,
                env,
                resources,
                pod,
                replicas,
                publishes.stream()
                        .sorted(Comparator.comparing(p -> p.event().type()))
                        .toList(),
                subscribes.stream()
                        .sorted(Comparator.comparing(s -> s.event().type()))
                        .toList(),
                DELIVERY,
                calls,
                List.of(),
                maxConcurrency,
                databaseSecret,
                scaling,
                secretVersions);
    }
}
