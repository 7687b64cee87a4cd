package io.eventtopology.planner;

import io.eventtopology.crds.BundledService;
import io.eventtopology.crds.EnvVariable;
import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventServiceSpec;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.Finding;
import io.eventtopology.crds.KafkaAuthType;
import io.eventtopology.crds.Publication;
import io.eventtopology.crds.ServiceCall;
import io.eventtopology.crds.Subscription;
import io.eventtopology.crds.TopologyRef;
import io.eventtopology.crds.Unmatched;
import io.eventtopology.planner.model.BrokerKind;
import io.eventtopology.planner.model.BrokerSecrets;
import io.eventtopology.planner.model.Catalog;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.Platform;
import io.eventtopology.planner.model.Preset;
import io.eventtopology.planner.model.Provisioner;
import io.eventtopology.planner.model.ResolvedCall;
import io.eventtopology.planner.model.ResolvedDelivery;
import io.eventtopology.planner.model.ResolvedEvent;
import io.eventtopology.planner.model.ResolvedPublication;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedSubscription;
import io.eventtopology.planner.model.ResolvedTopology;
import io.eventtopology.planner.model.ServiceReferences;
import io.eventtopology.planner.model.ServiceReferences.TopologyKey;
import io.eventtopology.planner.model.Severity;
import io.eventtopology.planner.naming.KafkaAccess;
import io.eventtopology.planner.naming.Names;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Resolves services. */
final class ServiceResolver {
    private static final int PORT = 8080;
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
    private static final String OWN_TOPOLOGY = "spec.topologyRef";

    private final Catalog catalog;
    private final Platform platform;
    private final TopologyResolver topologies;
    private final NamespaceRule namespaces;

    ServiceResolver(Catalog catalog, Platform platform, TopologyResolver topologies) {
        this.catalog = catalog;
        this.platform = platform;
        this.topologies = topologies;
        this.namespaces = new NamespaceRule(catalog);
    }

    Resolution<ResolvedService> resolve(EventService service) {
        Problems problems = new Problems();
        EventServiceSpec spec = service.getSpec();
        if (spec == null) {
            problems.unreadable("spec", "The resource has no spec.");
            return new Resolution<>(null, problems.all());
        }
        problems.unreadable(spec.problems());
        if (spec.topologyRef() == null) {
            if (spec.problems().stream().noneMatch(p -> p.startsWith(OWN_TOPOLOGY))) {
                problems.unreadable(OWN_TOPOLOGY, "The member spec.topologyRef is missing.");
            }
            return new Resolution<>(null, problems.all());
        }
        ResolvedTopology own = new Resolving(service, spec, problems).topology(spec.topologyRef(), OWN_TOPOLOGY);
        if (own == null) {
            return new Resolution<>(null, problems.all());
        }
        return new Resolution<>(new Resolving(service, spec, problems).with(own), problems.all());
    }

    /** One service on its way. */
    private final class Resolving {
        private final EventServiceSpec spec;
        private final Problems problems;
        private final String namespace;
        private final String name;
        private final Claims claims;
        private final Map<TopologyKey, @Nullable ResolvedTopology> seen = new HashMap<>();

        Resolving(EventService service, EventServiceSpec spec, Problems problems) {
            this.spec = spec;
            this.problems = problems;
            this.namespace = service.getMetadata().getNamespace();
            this.name = service.getMetadata().getName();
            this.claims = new Claims(catalog, service);
        }

        ResolvedService with(ResolvedTopology own) {
            seen.put(new TopologyKey(own.namespace(), own.name()), own);
            BundledService bundled = spec.preset();
            List<String> declared =
                    own.events().stream().map(ResolvedEvent::type).toList();
            List<Publication> publishes = spec.publishes().isEmpty() && bundled != null
                    ? Preset.of(bundled).publications(declared)
                    : spec.publishes();
            List<Subscription> subscribes = spec.subscribes().isEmpty() && bundled != null
                    ? Preset.of(bundled).subscriptions(declared)
                    : spec.subscribes();
            List<ResolvedPublication> publications = publishes.stream()
                    .sorted(Comparator.comparing(Publication::event))
                    .map(p -> publication(p, own))
                    .flatMap(Optional::stream)
                    .toList();
            List<ResolvedSubscription> subscriptions = subscribes.stream()
                    .sorted(Comparator.comparing(Subscription::event))
                    .map(s -> subscription(s, own))
                    .flatMap(Optional::stream)
                    .toList();
            checkIdentities(publications, subscriptions);
            claims.check(used(publications, subscriptions), problems);
            String databaseSecret = databaseSecret(bundled);
            List<EnvVariable> env = spec.env().stream()
                    .sorted(Comparator.comparing(EnvVariable::name))
                    .toList();
            return new ResolvedService(
                    namespace,
                    name,
                    own,
                    spec.appId() != null ? spec.appId() : name,
                    bundled,
                    image(bundled),
                    spec.port() != null ? spec.port() : PORT,
                    env,
                    spec.resources(),
                    spec.pod(),
                    spec.replicas(),
                    publications,
                    subscriptions,
                    delivery(own),
                    calls(),
                    callers(),
                    spec.maxConcurrency(),
                    databaseSecret,
                    spec.scaling(),
                    secretVersions(publications, subscriptions, databaseSecret, env));
        }

        /** The topology that is referred to; null with a finding when it cannot be used. */
        @Nullable
        ResolvedTopology topology(TopologyRef ref, String subject) {
            TopologyKey key = TopologyKey.of(ref, namespace);
            if (seen.containsKey(key)) {
                return seen.get(key);
            }
            ResolvedTopology topology = lookUp(key, subject);
            seen.put(key, topology);
            return topology;
        }

        private @Nullable ResolvedTopology lookUp(TopologyKey key, String subject) {
            Optional<EventTopology> stored = catalog.topology(key.namespace(), key.name());
            if (stored.isEmpty()) {
                problems.add(FindingCode.TopologyNotFound.at(
                        subject,
                        "There is no EventTopology " + key + ".",
                        "Create it, or name one that exists; give namespace when it is in another namespace."));
                return null;
            }
            // Whether it exists is told, but nothing of its content, before it is clear that this namespace may use it.
            var spec = stored.get().getSpec();
            if (!namespaces.allows(spec == null ? null : spec.allowedNamespaces(), key.namespace(), namespace)) {
                problems.add(FindingCode.TopologyNotAllowed.at(
                        subject,
                        "EventTopology " + key + " does not allow services of namespace " + namespace + ".",
                        "Ask its owner to allow the namespace in spec.allowedNamespaces, or name another topology."));
                return null;
            }
            Resolution<ResolvedTopology> resolution = topologies.resolve(stored.get());
            ResolvedTopology topology = resolution.resolved();
            if (topology == null || isWithoutCluster(topology)) {
                resolution.findings().stream()
                        .filter(f -> f.severity().equals(Severity.Error.name())
                                && f.subject().startsWith(topology == null ? "spec" : "spec.broker"))
                        .map(f -> new Finding(
                                f.code(),
                                f.severity(),
                                subject,
                                "EventTopology " + key + " cannot be used. " + f.message(),
                                "In EventTopology " + key + ": " + f.fix()))
                        .forEach(problems::add);
            }
            return topology;
        }

        private static boolean isWithoutCluster(ResolvedTopology topology) {
            return topology.broker().kafka() != null && topology.kafka() == null;
        }

        private Optional<ResolvedPublication> publication(Publication declared, ResolvedTopology own) {
            String subject = "spec.publishes[" + declared.event() + "]";
            ResolvedTopology topology = topologyOf(declared.topologyRef(), own, subject);
            if (topology == null) {
                return Optional.empty();
            }
            BundledService bundled = spec.preset();
            return event(topology, declared.event(), subject)
                    .map(event -> new ResolvedPublication(
                            topology,
                            event,
                            bundled == null ? null : Preset.of(bundled).causesOf(event.type())));
        }

        private Optional<ResolvedSubscription> subscription(Subscription declared, ResolvedTopology own) {
            String subject = "spec.subscribes[" + declared.event() + "]";
            ResolvedTopology topology = topologyOf(declared.topologyRef(), own, subject);
            if (topology == null) {
                return Optional.empty();
            }
            ResolvedDelivery ofService = delivery(topology);
            ResolvedDelivery delivery = DeliveryRules.merge(
                    problems,
                    new DeliveryRules.Scope(subject + ".delivery", declared.delivery()),
                    serviceScope(),
                    topologyScope(topology));
            boolean ownComponent =
                    !delivery.hasSamePolicyAs(ofService) || BrokerKind.of(topology.broker()) == BrokerKind.AWS_SNS_SQS;
            return event(topology, declared.event(), subject)
                    .map(event -> checked(
                            new ResolvedSubscription(
                                    topology,
                                    event,
                                    declared.route(),
                                    declared.match(),
                                    declared.unmatched() != null ? declared.unmatched() : Unmatched.IGNORE,
                                    declared.unmatchedRoute(),
                                    delivery,
                                    ownComponent,
                                    declared.bulk()),
                            subject));
        }

        private ResolvedSubscription checked(ResolvedSubscription subscription, String subject) {
            String type = subscription.event().type();
            if (subscription.hasDeadLetterTopic() && subscription.topology().kafka() != null) {
                String deadLetter = Names.deadLetterTopic(type, namespace, name);
                if (deadLetter.length() > Names.MAX_TOPIC && type.length() <= Names.MAX_TOPIC) {
                    problems.add(TopologyResolver.tooLong(subject, deadLetter));
                }
            }
            if (subscription.bulk() != null) {
                problems.duration(
                        subject + ".bulk.maxAwait", subscription.bulk().maxAwait(), Duration.ZERO);
            }
            if (subscription.match() != null) {
                checkUnmatched(subscription, subject);
            }
            return subscription;
        }

        private void checkUnmatched(ResolvedSubscription subscription, String subject) {
            boolean deadLetter = subscription.hasDeadLetterTopic();
            if (subscription.unmatched() == Unmatched.DEAD_LETTER && !deadLetter) {
                problems.add(FindingCode.UnmatchedDeadLetterLost.at(
                        subject + ".unmatched",
                        "Events that do not match shall be dead-lettered, but this subscription has no dead-letter topic: they"
                                + " would be lost.",
                        "Enable delivery.deadLetter, or set unmatched to Ignore or Route. On "
                                + BrokerKind.of(subscription.topology().broker())
                                        .member()
                                + " dead letters exist only where the broker can keep them."));
            }
            if (ResolvedSubscription.IGNORED_PATH.equals(subscription.defaultPath()) && spec.preset() == null) {
                problems.add(FindingCode.UnmatchedNeedsRoute.at(
                        subject + ".unmatched",
                        "Events that do not match are delivered to " + ResolvedSubscription.IGNORED_PATH
                                + ", since Dapr has no other way to acknowledge them; a service that answers 404 there drops them"
                                + (deadLetter ? " into the dead letters." : " with an error in the log."),
                        "Answer POST " + ResolvedSubscription.IGNORED_PATH + " with 200, or set unmatched: Route and an"
                                + " unmatchedRoute."));
            }
        }

        private @Nullable ResolvedTopology topologyOf(@Nullable TopologyRef ref, ResolvedTopology own, String subject) {
            return ref == null ? own : topology(ref, subject + ".topologyRef");
        }

        private Optional<ResolvedEvent> event(ResolvedTopology topology, String type, String subject) {
            Optional<ResolvedEvent> event = topology.event(type);
            String of = "EventTopology " + topology.namespace() + "/" + topology.name();
            if (event.isEmpty()) {
                problems.add(FindingCode.UndeclaredEvent.at(
                        subject,
                        of + " does not declare " + type + "; it declares " + declared(topology) + ".",
                        "Declare " + type + " in spec.events of " + of + ", correct the type, or name the topology that"
                                + " declares it in topologyRef."));
                return event;
            }
            new SharedTopics(topology).finding(type, subject).ifPresent(problems::add);
            String claimedBy = event.get().claimedBy();
            if (claimedBy != null) {
                problems.add(FindingCode.TopicClaimed.at(
                        subject,
                        "Topic " + type + " belongs to EventTopology " + claimedBy + ", which is older than " + of
                                + " and declares the same event.",
                        "Name " + claimedBy + " in the topologyRef of this entry; it must allow namespace " + namespace
                                + " in its allowedNamespaces."));
            }
            return event;
        }

        private static String declared(ResolvedTopology topology) {
            return topology.events().isEmpty()
                    ? "no event"
                    : topology.events().stream().map(ResolvedEvent::type).collect(Collectors.joining(", "));
        }

        private ResolvedDelivery delivery(ResolvedTopology topology) {
            return DeliveryRules.merge(new Problems(), serviceScope(), topologyScope(topology));
        }

        private DeliveryRules.Scope serviceScope() {
            return new DeliveryRules.Scope("spec.delivery", spec.delivery());
        }

        private static DeliveryRules.Scope topologyScope(ResolvedTopology topology) {
            return new DeliveryRules.Scope(
                    "EventTopology " + topology.namespace() + "/" + topology.name() + " spec.delivery",
                    topology.delivery());
        }

        private List<ResolvedCall> calls() {
            return ServiceReferences.calls(spec).stream()
                    .sorted(Comparator.comparing(ServiceCall::service))
                    .map(this::call)
                    .toList();
        }

        private ResolvedCall call(ServiceCall declared) {
            String subject = "spec.calls[" + declared.service() + "]";
            Optional<EventService> callee = catalog.service(namespace, declared.service());
            if (callee.isEmpty()) {
                problems.add(FindingCode.CalleeNotFound.at(
                        subject,
                        "There is no EventService " + namespace + "/" + declared.service()
                                + " to call: calls fail until there is one.",
                        "Create it, or correct the name."));
            }
            return new ResolvedCall(
                    declared.service(),
                    callee.map(ServiceReferences::appId).orElse(declared.service()),
                    problems.duration(subject + ".timeout", declared.timeout(), CALL_TIMEOUT),
                    DeliveryRules.retry(declared.retry(), subject + ".retry", problems),
                    Breakers.of(declared.circuitBreaker(), subject + ".circuitBreaker", problems));
        }

        private List<String> callers() {
            return catalog.callersOf(namespace, name).stream()
                    .map(ServiceReferences::appId)
                    .distinct()
                    .sorted()
                    .toList();
        }

        private @Nullable String image(@Nullable BundledService bundled) {
            if (bundled == null) {
                return spec.image();
            }
            String image = platform.images().get(bundled);
            if (image == null) {
                problems.add(FindingCode.BundledImageMissing.at(
                        "spec.preset",
                        "The operator's configuration has no image for the bundled service " + bundled + ".",
                        "Ask the administrator to set its image, or give spec.image instead of spec.preset."));
            }
            return image;
        }

        private @Nullable String databaseSecret(@Nullable BundledService bundled) {
            if (spec.database() != null) {
                return spec.database().secretRef().name();
            }
            return bundled == null ? null : Preset.databaseSecretOf(name);
        }

        private static List<ResolvedTopology> used(
                List<ResolvedPublication> publications, List<ResolvedSubscription> subscriptions) {
            return Stream.concat(
                            publications.stream().map(ResolvedPublication::topology),
                            subscriptions.stream().map(ResolvedSubscription::topology))
                    .distinct()
                    .toList();
        }

        private void checkIdentities(List<ResolvedPublication> publications, List<ResolvedSubscription> subscriptions) {
            List<KafkaAccess> authenticated =
                    KafkaAccess.of(namespace, name, used(publications, subscriptions)).stream()
                            .filter(access -> access.auth() != KafkaAuthType.NONE)
                            .toList();
            checkAuth(authenticated);
            checkUsers(authenticated);
        }

        private void checkAuth(List<KafkaAccess> authenticated) {
            authenticated.stream()
                    .collect(
                            Collectors.groupingBy(access -> access.cluster().id(), TreeMap::new, Collectors.counting()))
                    .forEach((cluster, identities) -> {
                        if (identities > 1) {
                            problems.add(FindingCode.MixedKafkaAuth.at(
                                    "spec",
                                    "The service uses Kafka cluster " + cluster
                                            + " through topologies with different auth types; it can have one identity there.",
                                    "Give the topologies on cluster " + cluster
                                            + " one auth type, or split the service."));
                        }
                    });
        }

        /** Strimzi keeps the KafkaUsers of all clusters of a namespace in it. */
        private void checkUsers(List<KafkaAccess> authenticated) {
            authenticated.stream()
                    .filter(access -> access.cluster().provisioner() == Provisioner.STRIMZI)
                    .collect(Collectors.groupingBy(
                            access -> access.cluster().namespace() + "/" + access.userName(),
                            TreeMap::new,
                            Collectors.mapping(access -> access.cluster().id(), Collectors.toCollection(TreeSet::new))))
                    .forEach((user, clusters) -> {
                        if (clusters.size() > 1) {
                            problems.add(FindingCode.TwoKafkaUsers.at(
                                    "spec",
                                    "The service needs a KafkaUser " + user + " on each of the Kafka clusters "
                                            + String.join(", ", clusters)
                                            + ", and there can be one of that name in their namespace.",
                                    "Let the service use one of these clusters, or split it."));
                        }
                    });
        }

        private SortedMap<String, String> secretVersions(
                List<ResolvedPublication> publications,
                List<ResolvedSubscription> subscriptions,
                @Nullable String databaseSecret,
                List<EnvVariable> env) {
            List<ResolvedTopology> used = used(publications, subscriptions);
            SortedMap<String, String> versions = new TreeMap<>();
            Stream.of(
                            Stream.ofNullable(databaseSecret),
                            env.stream()
                                    .map(EnvVariable::secretKeyRef)
                                    .filter(Objects::nonNull)
                                    .map(ref -> ref.name()),
                            used.stream().flatMap(t -> BrokerSecrets.of(t.broker()).stream()),
                            KafkaAccess.of(namespace, name, used).stream()
                                    .filter(KafkaAccess::needsSecret)
                                    .map(KafkaAccess::secretName))
                    .flatMap(names -> names)
                    .forEach(secret -> catalog.secretVersion(namespace, secret)
                            .ifPresent(version -> versions.put(secret, version)));
            return versions;
        }
    }
}
