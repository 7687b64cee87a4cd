package io.eventtopology.operator.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.operator.broker.BrokerProblem;
import io.eventtopology.operator.broker.GroupState;
import io.eventtopology.operator.delivery.SidecarAnswer.Loaded;
import io.eventtopology.operator.delivery.SidecarAnswer.Silent;
import io.eventtopology.operator.delivery.SubscriptionShape.Rule;
import io.eventtopology.operator.delivery.WantedDelivery.Group;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of which sight: times and precedences that pods on an API server show only slowly. */
class JudgementTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Group GROUP = new Group("main", true, "shop.notify", List.of("created", "completed"));
    private static final SubscriptionShape SUBSCRIPTION =
            new SubscriptionShape("todos-notify", "created", "", List.of(new Rule("", "/created")));
    private static final WantedDelivery WANTED = new WantedDelivery(
            "shop", "notify", "notify", true, List.of("todos-notify"), List.of(SUBSCRIPTION), List.of(GROUP));
    private static final GroupState CONSUMES = state(Set.of("created", "completed"), null);
    private static final Optional<DeliveryReport> VERIFIED =
            Optional.of(DeliveryReport.fine("Verified", "said before"));

    private static GroupState state(Set<String> consumed, BrokerProblem problem) {
        return new GroupState(true, consumed, Set.of(), problem);
    }

    private static RunningPod pod(String name) {
        return new RunningPod(new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withUid(name)
                .addToAnnotations("dapr.io/enabled", "true")
                .endMetadata()
                .build());
    }

    private static PodSight fine(String name) {
        return new PodSight(pod(name), Optional.empty(), NOW);
    }

    private static PodSight sick(String name, Reason reason, Duration since) {
        RunningPod pod = pod(name);
        Optional<Problem> problem = switch (reason) {
            case SidecarMissing -> Optional.of(Problem.sidecarMissing(pod));
            case SidecarUnreachable -> Problem.of(WANTED, pod, new Silent("cannot be connected to"));
            case ComponentNotLoaded -> Problem.of(WANTED, pod, new Loaded("notify", Set.of(), List.of(), List.of()));
            default -> Problem.of(WANTED, pod, new Loaded("notify", Set.of("todos-notify"), List.of(), List.of()));
        };
        assertThat(problem).map(Problem::reason).contains(reason);
        return new PodSight(pod, problem, NOW.minus(since));
    }

    private static DeliveryReport judge(
            GroupState state, Duration since, Optional<DeliveryReport> last, PodSight... pods) {
        return new Judgement(
                        WANTED,
                        List.of(pods),
                        Stream.of(new GroupSight(GROUP, Optional.ofNullable(state), NOW.minus(since)))
                                .toList(),
                        NOW,
                        false,
                        true)
                .report(last, NOW);
    }

    private static DeliveryReport judge(Optional<DeliveryReport> last, PodSight... pods) {
        return judge(CONSUMES, Duration.ZERO, last, pods);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SidecarMissing", "SidecarUnreachable", "ComponentNotLoaded", "SubscriptionNotLoaded"})
    void aProblemIsSaidWhenItsGraceIsOverAndNotBefore(String word) {
        Reason reason = Reason.valueOf(word);
        assertThat(judge(VERIFIED, sick("a", reason, reason.grace().minusSeconds(1))))
                .isEqualTo(VERIFIED.orElseThrow());
        assertThat(judge(Optional.empty(), sick("a", reason, reason.grace().minusSeconds(1)))
                        .reason())
                .isEqualTo("NotYet");
        DeliveryReport said = judge(VERIFIED, fine("b"), sick("a", reason, reason.grace()));
        assertThat(said.status()).isEqualTo("False");
        assertThat(said.reason()).isEqualTo(word);
        assertThat(said.message()).containsIgnoringCase("pod a");
    }

    @Test
    void theWorstOfSeveralIsSaidAndTheOthersAreCounted() {
        DeliveryReport said = judge(
                VERIFIED,
                sick("c", Reason.SubscriptionNotLoaded, Duration.ofHours(1)),
                sick("b", Reason.SidecarMissing, Duration.ofHours(1)),
                sick("a", Reason.ComponentNotLoaded, Duration.ofHours(1)));
        assertThat(said.reason()).isEqualTo("SidecarMissing");
        assertThat(said.message()).contains("Pod b");
        assertThat(judge(
                                VERIFIED,
                                sick("c", Reason.SubscriptionNotLoaded, Duration.ofHours(1)),
                                sick("a", Reason.ComponentNotLoaded, Duration.ofHours(1)))
                        .message())
                .contains("pod a", "1 more pod");
    }

    /** A sidecar without its broker loads nothing and ends: the cause is said, not what follows from it. */
    @Test
    void aBrokerThatIsGoneIsSaidBeforeWhatFollowsFromIt() {
        GroupState gone =
                state(Set.of(), new BrokerProblem(BrokerProblem.Reason.BrokerUnavailable, "main did not answer"));
        DeliveryReport said = judge(
                gone, Duration.ZERO, VERIFIED, sick("a", Reason.SidecarUnreachable, Duration.ofHours(1)), fine("b"));
        assertThat(said.reason()).isEqualTo("BrokerUnavailable");
        assertThat(said.needsPerson()).isFalse();
        assertThat(judge(gone, Duration.ZERO, VERIFIED, sick("a", Reason.SidecarMissing, Duration.ofHours(1)))
                        .reason())
                .isEqualTo("SidecarMissing");
        // And taken back at once when it answers, although nobody consumes yet.
        assertThat(judge(state(Set.of(), null), Duration.ofSeconds(5), Optional.of(said), fine("a"))
                        .reason())
                .isEqualTo("NotYet");
    }

    @Test
    void aRebalanceIsNoProblemAndALongOneIs() {
        GroupState half = new GroupState(true, Set.of("created"), Set.of("completed"), null);
        assertThat(judge(half, Duration.ofSeconds(59), VERIFIED, fine("a"))).isEqualTo(VERIFIED.orElseThrow());
        DeliveryReport said = judge(half, Duration.ofSeconds(60), VERIFIED, fine("a"));
        assertThat(said.reason()).isEqualTo("GroupNotConsuming");
        assertThat(said.message())
                .contains("Consumer group shop.notify on Kafka cluster main does not consume any more: completed")
                .contains("It consumes other topics", "dapr.io/enable-app-health-check", "Restart the pods");
        assertThat(judge(half, Duration.ofSeconds(1), Optional.of(said), fine("a")))
                .isEqualTo(said);
        assertThat(judge(CONSUMES, Duration.ZERO, Optional.of(said), fine("a")).reason())
                .isEqualTo("Verified");
    }

    @Test
    void aClusterThatWasNotAskedYetSaysNothing() {
        assertThat(judge(null, Duration.ofHours(1), Optional.empty(), fine("a")).reason())
                .isEqualTo("NotYet");
        assertThat(judge(null, Duration.ofHours(1), VERIFIED, fine("a"))).isEqualTo(VERIFIED.orElseThrow());
    }

    @Test
    void whoMayNotLookAtGroupsSaysSo() {
        GroupState forbidden = state(Set.of(), new BrokerProblem(BrokerProblem.Reason.NotAuthorized, "not allowed"));
        DeliveryReport said = judge(forbidden, Duration.ofHours(1), Optional.empty(), fine("a"));
        assertThat(said.reason()).isEqualTo("Verified");
        assertThat(said.message()).contains("is not looked at, because the operator's user may not describe it");
    }

    /** The evicted pod is gone and the next one starts: the problem stands until it is known better. */
    @Test
    void aProblemIsNotTakenBackByAPodThatMayHaveItToo() {
        Optional<DeliveryReport> missing =
                Optional.of(judge(Optional.empty(), sick("a", Reason.SidecarMissing, Duration.ofHours(1))));
        assertThat(judge(missing, sick("b", Reason.SidecarMissing, Duration.ofSeconds(1))))
                .isEqualTo(missing.orElseThrow());
        assertThat(judge(missing)).isEqualTo(missing.orElseThrow());
        assertThat(judge(missing, sick("b", Reason.SidecarUnreachable, Duration.ofSeconds(1)))
                        .reason())
                .isEqualTo("NotYet");
    }

    @Test
    void whatTheAppDeclaresItselfNeedsAPerson() {
        RunningPod pod = pod("a");
        SubscriptionShape own = new SubscriptionShape("todos-notify", "created", "", List.of(new Rule("", "/own")));
        Optional<Problem> problem =
                Problem.of(WANTED, pod, new Loaded("notify", Set.of("todos-notify"), List.of(own), List.of(own)));
        DeliveryReport said = judge(VERIFIED, new PodSight(pod, problem, NOW.minusSeconds(600)));
        assertThat(said.reason()).isEqualTo("SubscriptionNotLoaded");
        assertThat(said.message()).contains("GET /dapr/subscribe").doesNotContain("evicts");
        assertThat(said.needsPerson()).isTrue();
    }
}
