package io.eventtopology.operator.admission;

import io.eventtopology.crds.Delivery;
import io.eventtopology.crds.EventService;
import io.eventtopology.crds.Finding;
import io.eventtopology.crds.Subscription;
import io.eventtopology.planner.Planner;
import io.eventtopology.planner.model.Catalog;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.Platform;
import io.eventtopology.planner.model.Severity;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is refused of services, and what is said about them. */
final class ServiceRules {
    private final Catalog catalog;
    private final Planner planner;

    ServiceRules(Catalog catalog, Platform platform) {
        this.catalog = catalog;
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
        String namespace = stored.getMetadata().getNamespace();
        String name = stored.getMetadata().getName();
        String callers = ProposedCatalog.with(catalog, stored).withoutLeaving().callersOf(namespace, name).stream()
                .map(caller -> caller.getMetadata().getName())
                .filter(caller -> !caller.equals(name))
                .sorted()
                .collect(Collectors.joining(", "));
        return Verdict.of(
                List.of(),
                callers.isEmpty()
                        ? List.of()
                        : List.of(new Finding(
                                "ServiceInUse",
                                Severity.Warning.name(),
                                namespace + "/" + name,
                                "The service goes while others still call it: " + callers,
                                "Remove the calls from these services (spec.calls).")));
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
