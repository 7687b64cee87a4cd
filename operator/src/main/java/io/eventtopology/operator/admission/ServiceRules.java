package io.eventtopology.operator.admission;

import io.eventtopology.crds.Delivery;
import io.eventtopology.crds.EventService;
import io.eventtopology.crds.Finding;
import io.eventtopology.crds.Subscription;
import io.eventtopology.planner.Planner;
import io.eventtopology.planner.Resolution;
import io.eventtopology.planner.Resolver;
import io.eventtopology.planner.model.Catalog;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.Platform;
import io.eventtopology.planner.model.ResolvedPublication;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedTopology;
import io.eventtopology.planner.model.Severity;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is refused of services, and what is said about them. */
final class ServiceRules {
    private final Catalog catalog;
    private final Platform platform;
    private final Planner planner;

    ServiceRules(Catalog catalog, Platform platform) {
        this.catalog = catalog;
        this.platform = platform;
        this.planner = new Planner(platform);
    }

    /** Judges a new service, or a change of one. */
    Verdict judge(EventService proposed, @Nullable EventService stored) {
        List<Finding> before = stored == null ? List.of() : findings(stored);
        List<Finding> findings = findings(proposed);
        List<Finding> refusals = NewErrors.of(findings, before, finding -> isWrongInItself(finding, proposed));
        return Verdict.of(
                refusals,
                findings.stream().filter(finding -> !refusals.contains(finding)).toList());
    }

    /** Judges a deletion: never refused. */
    Verdict judgeDeletion(EventService stored) {
        return Verdict.of(
                List.of(),
                Stream.concat(callers(stored).stream(), lastPublications(stored))
                        .toList());
    }

    private Optional<Finding> callers(EventService stored) {
        String namespace = stored.getMetadata().getNamespace();
        String name = stored.getMetadata().getName();
        String callers = ProposedCatalog.with(catalog, stored).withoutLeaving().callersOf(namespace, name).stream()
                .map(caller -> caller.getMetadata().getName())
                .filter(caller -> !caller.equals(name))
                .sorted()
                .collect(Collectors.joining(", "));
        return callers.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        "ServiceInUse",
                        Severity.Warning.name(),
                        namespace + "/" + name,
                        "The service goes while others still call it: " + callers + ".",
                        "Remove the calls from these services (spec.calls)."));
    }

    /** Events that nobody else publishes and somebody else consumes. */
    private Stream<Finding> lastPublications(EventService stored) {
        Catalog staying = ProposedCatalog.with(catalog, stored).withoutLeaving();
        Resolver resolver = new Resolver(staying, platform);
        return resolver.resolve(stored).value().map(ResolvedService::publishes).orElse(List.of()).stream()
                .flatMap(publication -> {
                    ResolvedTopology topology = publication.topology();
                    List<ResolvedService> others = staying.servicesUsing(topology.namespace(), topology.name()).stream()
                            .filter(other -> !ProposedCatalog.isNamed(
                                    other,
                                    stored.getMetadata().getNamespace(),
                                    stored.getMetadata().getName()))
                            .map(resolver::resolve)
                            .map(Resolution::value)
                            .flatMap(Optional::stream)
                            .toList();
                    return lastPublication(publication, others);
                });
    }

    private static Stream<Finding> lastPublication(ResolvedPublication publication, List<ResolvedService> others) {
        String type = publication.event().type();
        ResolvedTopology topology = publication.topology();
        boolean published = others.stream()
                .flatMap(other -> other.publishes().stream())
                .anyMatch(other ->
                        other.event().type().equals(type) && other.topology().equals(topology));
        String consumers = others.stream()
                .filter(other -> other.subscribes().stream()
                        .anyMatch(subscription -> subscription.event().type().equals(type)
                                && subscription.topology().equals(topology)))
                .map(other -> other.namespace() + "/" + other.name())
                .sorted()
                .collect(Collectors.joining(", "));
        return published || consumers.isEmpty()
                ? Stream.empty()
                : Stream.of(new Finding(
                        "ServiceInUse",
                        Severity.Warning.name(),
                        "spec.publishes[" + type + "]",
                        "The service is the last that publishes " + type + ", which is still consumed: " + consumers
                                + ".",
                        "Let another service publish it, or remove these subscriptions."));
    }

    private List<Finding> findings(EventService service) {
        return planner.plan(service, ProposedCatalog.with(catalog, service)).findings();
    }

    /** Whether nothing that others create, change or delete mends it. */
    private static boolean isWrongInItself(Finding finding, EventService service) {
        return switch (FindingCode.valueOf(finding.code())) {
            case PortOfSidecar -> true;
            case UnreadableSpec -> isAboutTheServiceItself(finding.subject());
            case UnmatchedDeadLetterLost -> turnsDeadLettersOff(finding.subject(), service);
            default -> false;
        };
    }

    /** What is wrong with its topologies is told there: under the reference that leads to one, or under its name. */
    private static boolean isAboutTheServiceItself(String subject) {
        return subject.startsWith("spec") && !subject.endsWith("topologyRef");
    }

    /** Whether the service itself does; else its topology can turn them on. The narrowest scope that says something counts. */
    private static boolean turnsDeadLettersOff(String subject, EventService service) {
        return service.getSpec().subscribes().stream()
                .filter(subscription -> subject.equals("spec.subscribes[" + subscription.event() + "].unmatched"))
                .map(subscription -> declared(subscription, service))
                .anyMatch(enabled -> Boolean.FALSE.equals(enabled));
    }

    private static @Nullable Boolean declared(Subscription subscription, EventService service) {
        return Stream.of(subscription.delivery(), service.getSpec().delivery())
                .filter(Objects::nonNull)
                .map(Delivery::deadLetter)
                .filter(Objects::nonNull)
                .map(deadLetter -> deadLetter.enabled())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
