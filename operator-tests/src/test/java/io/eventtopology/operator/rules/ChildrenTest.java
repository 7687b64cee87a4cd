package io.eventtopology.operator.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.crds.Condition;
import io.eventtopology.crds.EventService;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.planner.naming.Labels;
import io.eventtopology.tools.crd.ThirdPartyCrds;
import io.eventtopology.tools.standin.StandInKubelet;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the operator does about the objects that it wrote, on a real API server with garbage collection. */
class ChildrenTest {
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    private static OperatorHarness harness;
    private static StandInKubelet kubelet;

    private String namespace;

    @BeforeAll
    static void startEverything() {
        harness = OperatorHarness.start(builder -> builder.controllerManager(true)
                .crds(Stream.concat(OperatorHarness.ownCrds().stream(), ThirdPartyCrds.ofThisMachine().all().stream())
                        .toList()));
        kubelet = StandInKubelet.start(harness.admin());
        // No resync within a test: what is repaired here is repaired because a watch told of it.
        harness.startOperator("resyncInterval: PT1H");
    }

    @AfterAll
    static void stopEverything() {
        kubelet.close();
        harness.close();
    }

    @BeforeEach
    void makeNamespace() {
        namespace = harness.createNamespace("children-" + NAMESPACES.incrementAndGet());
    }

    private void applyShop() {
        harness.apply(shop());
        harness.awaitTopologyReady(namespace, "todos");
        harness.awaitServiceReady(namespace, "mailer");
    }

    private String shop() {
        return """
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata:
                  name: todos
                  namespace: %1$s
                  labels: {app.kubernetes.io/instance: argo, team: blue}
                  annotations: {argocd.argoproj.io/tracking-id: "x:y", meta.helm.sh/release-name: r}
                spec:
                  broker: {redis: {host: "redis.infra.svc:6379"}}
                  events: [{type: todos.task.created}, {type: todos.task.completed}]
                ---
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata:
                  name: mailer
                  namespace: %1$s
                  labels: {app.kubernetes.io/instance: argo, kustomize.toolkit.fluxcd.io/name: x}
                  annotations: {argocd.argoproj.io/tracking-id: "x:y"}
                spec:
                  topologyRef: {name: todos}
                  image: registry.example/mailer:1
                  subscribes:
                    - {event: todos.task.created, route: /created}
                    - {event: todos.task.completed, route: /completed}
                """.formatted(namespace);
    }

    private void awaitGeneration(long generation) {
        await("generation " + generation + " is reported")
                .atMost(OperatorHarness.PATIENCE)
                .untilAsserted(() -> assertThat(
                                harness.service(namespace, "mailer").getStatus().observedGeneration())
                        .isEqualTo(generation));
    }

    private GenericKubernetesResource component() {
        return harness.admin()
                .genericKubernetesResources("dapr.io/v1alpha1", "Component")
                .inNamespace(namespace)
                .withName("todos-mailer")
                .get();
    }

    private RollableScalableResource<Deployment> mailer() {
        return harness.admin().apps().deployments().inNamespace(namespace).withName("mailer");
    }

    private Deployment deployment() {
        return mailer().get();
    }

    private static Container container(Deployment deployment) {
        return deployment.getSpec().getTemplate().getSpec().getContainers().getFirst();
    }

    private void awaitImageSetRight() {
        await("image is set right")
                .atMost(OperatorHarness.PATIENCE)
                .untilAsserted(
                        () -> assertThat(container(deployment()).getImage()).isEqualTo("registry.example/mailer:1"));
    }

    private List<HasMetadata> children() {
        return Stream.of(
                        List.of("dapr.io/v1alpha1", "Component"),
                        List.of("dapr.io/v1alpha1", "Resiliency"),
                        List.of("dapr.io/v1alpha1", "Configuration"),
                        List.of("dapr.io/v2alpha1", "Subscription"),
                        List.of("apps/v1", "Deployment"),
                        List.of("v1", "Service"),
                        List.of("v1", "ServiceAccount"),
                        List.of("networking.k8s.io/v1", "NetworkPolicy"))
                .flatMap(kind -> harness
                        .admin()
                        .genericKubernetesResources(kind.get(0), kind.get(1))
                        .inNamespace(namespace)
                        .withLabel(Labels.OWNER_NAME, "mailer")
                        .list()
                        .getItems()
                        .stream())
                .map(HasMetadata.class::cast)
                .toList();
    }

    /** Rule 3. Guard: {@code addOwnerReference}; without it no child has an owner reference. */
    @Test
    void childrenCarryOwnerReferencesAndNoMetadataOfTheirResource() {
        applyShop();

        EventService service = harness.service(namespace, "mailer");
        assertThat(children()).hasSizeGreaterThan(8).allSatisfy(child -> {
            assertThat(child.getMetadata().getOwnerReferences())
                    .singleElement()
                    .extracting(OwnerReference::getUid, OwnerReference::getController)
                    .containsExactly(service.getMetadata().getUid(), true);
            assertThat(child.getMetadata().getLabels())
                    .containsEntry(Labels.MANAGED_BY, Labels.OPERATOR)
                    .doesNotContainKeys("app.kubernetes.io/instance", "team", "kustomize.toolkit.fluxcd.io/name");
            assertThat(Objects.requireNonNullElse(child.getMetadata().getAnnotations(), Map.<String, String>of()))
                    .doesNotContainKeys("argocd.argoproj.io/tracking-id", "meta.helm.sh/release-name");
        });
    }

    /** Fault 17. Guard: the router's {@code childChanged}; without it the component stays away until the resync. */
    @Test
    void aDeletedChildIsRecreated() {
        applyShop();
        String uid = component().getMetadata().getUid();

        harness.admin().resource(component()).delete();

        await("component is back").atMost(OperatorHarness.PATIENCE).untilAsserted(() -> {
            assertThat(component()).isNotNull();
            assertThat(component().getMetadata().getUid()).isNotEqualTo(uid);
        });
    }

    /** Fault 18. Guard: {@code ChildComparison}; with a comparison that always says equal the port stays wrong. */
    @Test
    void anOwnedFieldThatDriftsIsRevertedOnceAndTold() {
        applyShop();
        mailer().edit(d -> {
            container(d).setImage("evil.example/mailer:2");
            return d;
        });

        awaitImageSetRight();
        harness.awaitServiceReady(namespace, "mailer");
        String version = deployment().getMetadata().getResourceVersion();
        harness.apply(shop().replace("/created}", "/created-v2}"));
        awaitGeneration(2);
        assertThat(deployment().getMetadata().getResourceVersion())
                .as("a further reconciliation finds nothing to revert")
                .isEqualTo(version);
        assertThat(harness.admin().v1().events().inNamespace(namespace).list().getItems())
                .filteredOn(event -> event.getReason().equals("DriftReverted"))
                .singleElement()
                .satisfies(event -> assertThat(event.getMessage()).contains("containers[0].image"));
    }

    /** Fault 19. Guard: server-side apply instead of replace; with a replace the annotation goes. */
    @Test
    void aForeignFieldSurvivesARevert() {
        applyShop();
        mailer().edit(d -> {
            d.getMetadata().setAnnotations(Map.of("example.com/note", "mine"));
            d.getSpec().getTemplate().getSpec().setSchedulerName("mine");
            container(d).setImage("evil.example/mailer:2");
            return d;
        });

        awaitImageSetRight();
        assertThat(deployment().getMetadata().getAnnotations()).containsEntry("example.com/note", "mine");
        assertThat(deployment().getSpec().getTemplate().getSpec().getSchedulerName())
                .isEqualTo("mine");
    }

    /**
     * Fault 20. Guard: the look at the live object before a child is first applied; without it the foreign Component is taken
     * over by force.
     */
    @Test
    void aForeignObjectOfTheSameNameIsAConflictAndUntouched() {
        harness.apply("""
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata: {name: todos-mailer, namespace: %s}
                spec: {type: state.redis, version: v1, metadata: [{name: redisHost, value: "mine:6379"}]}
                """.formatted(namespace));
        String version = component().getMetadata().getResourceVersion();

        harness.apply(shop());

        await("conflict is said").atMost(OperatorHarness.PATIENCE).untilAsserted(() -> {
            assertThat(harness.serviceCondition(namespace, "mailer", "PubSubReady"))
                    .hasValueSatisfying(c -> {
                        assertThat(c.status()).isEqualTo("False");
                        assertThat(c.reason()).isEqualTo("Conflict");
                        assertThat(c.message()).contains("Component " + namespace + "/todos-mailer");
                    });
            assertThat(harness.serviceCondition(namespace, "mailer", "Stalled"))
                    .map(Condition::status)
                    .contains("True");
        });
        assertThat(component().getMetadata().getResourceVersion()).isEqualTo(version);
        assertThat(deployment()).as("the rest proceeds").isNotNull();

        harness.admin().resource(component()).delete();
        harness.awaitServiceReady(namespace, "mailer");
    }

    /** Fault 29. Guard: {@code ChildPruner.prune}; without it the subscription stays. */
    @Test
    void whatLeavesThePlanIsPrunedAndWhatChangesIsReplaced() {
        applyShop();

        harness.apply(shop().replace("    - {event: todos.task.completed, route: /completed}\n", ""));

        await("subscription is gone")
                .atMost(OperatorHarness.PATIENCE)
                .untilAsserted(() -> assertThat(children())
                        .extracting(child ->
                                child.getKind() + "/" + child.getMetadata().getName())
                        .contains("Subscription/mailer.todos.task.created")
                        .doesNotContain("Subscription/mailer.todos.task.completed"));
        harness.awaitServiceReady(namespace, "mailer");
    }

    /**
     * Fault 30. Guard: the comparison of replicas in {@code WorkloadState}; with one that always holds the service stayed
     * Ready with an image that does not exist.
     */
    @Test
    void aBadImageIsSaidAndItsRevertRecovers() {
        applyShop();
        String mine = namespace;
        kubelet.keepUnavailable(d -> d.getMetadata().getNamespace().equals(mine)
                && d.getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getImage()
                        .contains("does-not-exist"));

        harness.apply(shop().replace("registry.example/mailer:1", "registry.example/does-not-exist:1"));

        await("rollout is said to hang")
                .atMost(OperatorHarness.PATIENCE)
                .untilAsserted(() -> assertThat(harness.serviceCondition(namespace, "mailer", "Ready"))
                        .hasValueSatisfying(c -> {
                            assertThat(c.status()).isEqualTo("False");
                            assertThat(c.message()).contains("Deployment mailer has 0 of 1 replicas");
                        }));
        harness.apply(shop());
        harness.awaitServiceReady(namespace, "mailer");
        kubelet.keepNoneUnavailable();
    }

    /** Fault 26. Guard: the bounded {@code Farewell}; with a cleanup that never ends the namespace stays. */
    @Test
    void aDeletedNamespaceGoes() {
        applyShop();

        harness.admin().namespaces().withName(namespace).delete();

        await("namespace is gone")
                .atMost(OperatorHarness.PATIENCE)
                .untilAsserted(() -> assertThat(
                                harness.admin().namespaces().withName(namespace).get())
                        .isNull());
    }

    /** Rule 8. Guard: owner references and the finalizer's removal; without either something stays. */
    @Test
    void aDeletedServiceTakesItsChildrenAlong() {
        applyShop();

        harness.admin().resource(harness.service(namespace, "mailer")).delete();

        await("all is gone").atMost(OperatorHarness.PATIENCE).untilAsserted(() -> {
            assertThat(harness.service(namespace, "mailer")).isNull();
            assertThat(children()).isEmpty();
        });
        assertThat(harness.topologyCondition(namespace, "todos", "Ready"))
                .map(Condition::status)
                .contains("True");
    }

    /**
     * Rule 5. Guard: {@code Conditions} takes the time of the last transition over; without that the time of Valid moved,
     * which had been True before and after.
     */
    @Test
    void transitionTimesMoveOnlyWithTheStatus() {
        applyShop();
        String since = harness.serviceCondition(namespace, "mailer", "Ready")
                .orElseThrow()
                .lastTransitionTime();
        String valid = harness.serviceCondition(namespace, "mailer", "Valid")
                .orElseThrow()
                .lastTransitionTime();

        await("the clock shows another second")
                .pollDelay(Duration.ofMillis(1100))
                .until(() -> true);
        harness.apply(shop().replace("/created}", "/created-v2}"));
        awaitGeneration(2);
        harness.awaitServiceReady(namespace, "mailer");

        assertThat(harness.serviceCondition(namespace, "mailer", "Valid")
                        .orElseThrow()
                        .lastTransitionTime())
                .isEqualTo(valid);
        assertThat(since).isNotBlank();
        assertThat(harness.service(namespace, "mailer").getStatus().observedGeneration())
                .isEqualTo(2L);
    }

    /**
     * Rule 1, any order: a service before its topology. Guards: {@code ChangeRouter} tells services of a new topology, and
     * should that be missed, they look every 15 s; with both taken out the service still said TopologyNotFound after a
     * minute.
     */
    @Test
    void aServiceMayComeBeforeItsTopology() {
        String[] documents = shop().split("---\n");
        harness.apply(documents[1]);
        await("it waits").atMost(OperatorHarness.PATIENCE).untilAsserted(() -> {
            assertThat(harness.serviceCondition(namespace, "mailer", "Valid"))
                    .map(Condition::reason)
                    .contains("TopologyNotFound");
            assertThat(harness.serviceCondition(namespace, "mailer", "Stalled"))
                    .map(Condition::status)
                    .contains("False");
        });

        harness.apply(documents[0]);

        harness.awaitServiceReady(namespace, "mailer");
    }

    /** Paused: nothing is changed, and taking it out goes on where it was. Guard: the check of spec.paused. */
    @Test
    void aPausedServiceIsLeftAlone() {
        applyShop();
        harness.apply(
                shop().replace("  topologyRef: {name: todos}\n", "  topologyRef: {name: todos}\n  paused: true\n"));
        await("paused is said")
                .atMost(OperatorHarness.PATIENCE)
                .untilAsserted(() -> assertThat(harness.serviceCondition(namespace, "mailer", "Ready"))
                        .map(Condition::reason)
                        .contains("Paused"));

        harness.admin().resource(component()).delete();
        harness.apply(shop().replace("  topologyRef: {name: todos}\n", "  topologyRef: {name: todos}\n  paused: true\n")
                .replace("/created}", "/created-v2}"));
        awaitGeneration(3);
        assertThat(component()).isNull();

        EventService unpaused = harness.service(namespace, "mailer");
        harness.admin().resource(unpaused).patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"paused\":null}}");
        harness.awaitServiceReady(namespace, "mailer");
        assertThat(component()).isNotNull();
    }

    /**
     * Guard: a service that goes lets those hope that claim the same ({@code ChangeRouter.serviceChanged}). Seen to fail without
     * it: the younger one was refused until somebody looked at it again, 15 s later.
     */
    @Test
    void anAppIdIsFreeWhenItsServiceGoes() {
        applyShop();
        harness.apply("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: wired, namespace: %s}
                spec:
                  topologyRef: {name: todos}
                  appId: mailer
                  subscribes: [{event: todos.task.created, route: /created}]
                """.formatted(namespace));
        await("the younger one is refused")
                .atMost(OperatorHarness.PATIENCE)
                .untilAsserted(() -> assertThat(harness.serviceCondition(namespace, "wired", "Valid"))
                        .hasValueSatisfying(valid -> assertThat(valid.reason()).isEqualTo("AppIdClaimed")));
        assertThat(children()).as("the older one keeps its objects").hasSize(9);

        harness.admin()
                .resources(EventService.class)
                .inNamespace(namespace)
                .withName("mailer")
                .delete();

        await("the younger one is accepted at once")
                .atMost(Duration.ofSeconds(8))
                .untilAsserted(() -> assertThat(harness.serviceCondition(namespace, "wired", "Valid"))
                        .hasValueSatisfying(valid -> assertThat(valid.status()).isEqualTo("True")));
    }
}
