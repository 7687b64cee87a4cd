package io.eventtopology.operator.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.operator.OperatorRuntime;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.tools.proxy.ApiFaultProxy;
import io.eventtopology.tools.proxy.ProxiedRequest;
import io.eventtopology.tools.proxy.RequestRecord;
import io.eventtopology.tools.proxy.Verb;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Watches that lose, delay and end. There is no resync that could help: it is an hour away. */
class WatchFaultsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private static OperatorHarness harness;
    private static ApiFaultProxy proxy;
    private static OperatorRuntime operator;

    @BeforeAll
    static void startEverything() {
        harness = OperatorHarness.start();
        proxy = ApiFaultProxy.start(harness.operatorConfig());
        operator = harness.startOperator("resyncInterval: PT1H", proxy.through(harness.operatorConfig()));
    }

    @AfterAll
    static void stopEverything() {
        harness.close();
        proxy.close();
    }

    @AfterEach
    void heal() {
        proxy.heal();
    }

    /**
     * Fault 4, a child. The operator creates a component, somebody deletes it, and a relist hides both from the watch. Guards:
     * {@code ResourceCache.settle}, which tells of it, and {@code hasPassed}, which takes it out of the view. Without the first
     * nobody looked at the service again; without the second it was looked at, and the component counted as in place.
     */
    @Test
    void aChildThatWasCreatedAndDeletedUnseenIsRecreated() {
        Shop shop = Shop.in(harness, "collapsed-child");
        proxy.holdWatchFrames(
                frame -> frame.kind().equals("Component") && frame.namespace().equals(shop.namespace()));
        shop.ready();
        String first =
                Objects.requireNonNull(shop.component("mailer")).getMetadata().getUid();

        shop.deleteComponent("mailer");
        await().atMost(SOON).until(() -> proxy.heldWatchFrames() >= 2);
        assertThat(proxy.discardWatchFrames()).isPositive();
        proxy.expireWatches(watch -> watch.resource().equals("components"));

        await("the component is there again")
                .atMost(SOON)
                .until(() -> shop.component("mailer") != null
                        && !first.equals(shop.component("mailer").getMetadata().getUid()));
        harness.awaitServiceReady(shop.namespace(), "mailer");
    }

    /**
     * Fault 4, a resource. A service comes and goes while the watches hold; its name is used again afterwards. Nothing of
     * ours to take out: caches hold only what lists, watches and answers to own writes bring.
     */
    @Test
    void aResourceThatCameAndWentUnseenLeavesNoPhantom() {
        Shop shop = Shop.in(harness, "collapsed-resource").ready();
        proxy.holdWatchFrames(frame -> frame.name().equals("ghost"));
        shop.withService("ghost", "todos.task.created");
        harness.admin()
                .resource(harness.service(shop.namespace(), "ghost"))
                .withGracePeriod(0)
                .delete();
        await().atMost(SOON).until(() -> harness.service(shop.namespace(), "ghost") == null);
        await().atMost(SOON).until(() -> proxy.heldWatchFrames() >= 2);
        proxy.discardWatchFrames();
        proxy.expireWatches(watch -> watch.resource().equals("eventservices"));

        assertThat(operator.state().services().get(shop.namespace(), "ghost")).isEmpty();
        assertThat(operator.state().services().list())
                .noneMatch(service -> service.getMetadata().getName().equals("ghost"));
        assertThat(shop.component("ghost")).isNull();

        shop.withService("ghost", "todos.task.created");
        harness.awaitServiceReady(shop.namespace(), "ghost");
    }

    /**
     * Fault 5, closed. All watches end, as a proxy's idle timeout or an upgrade of the API server ends them; what happens
     * meanwhile is seen. Guards: fabric8's reconnect from the last version, and {@code ResourceCache.Handler.onDelete}, which tells;
     * without the latter the component stayed away.
     */
    @Test
    void whatHappensWhileWatchesAreClosedIsSeen() {
        Shop shop = Shop.in(harness, "closed").ready();
        proxy.clear();

        assertThat(proxy.closeWatches(watch -> true)).isGreaterThan(10);
        shop.deleteComponent("mailer");
        shop.withService("printer", "todos.task.completed");

        await("the component is there again").atMost(SOON).until(() -> shop.component("mailer") != null);
        harness.awaitServiceReady(shop.namespace(), "printer");
        assertThat(deletes()).isZero();
    }

    /**
     * Fault 5, 410 Gone. The watches lose every frame of a while and then expire, so that only a new list tells what is. Guards:
     * fabric8's new list, and {@code ResourceCache.Handler.onDelete} for what is missing in it; without the latter the component
     * stayed away.
     */
    @Test
    void afterGoneEverythingIsListedAgainAndNothingMissed() {
        Shop shop = Shop.in(harness, "gone").ready().withService("printer", "todos.task.completed");
        harness.awaitServiceReady(shop.namespace(), "printer");
        proxy.holdWatchFrames(frame -> true);
        shop.deleteComponent("mailer");
        shop.withService("printer", "todos.task.created", "todos.task.completed");
        shop.withService("third", "todos.task.created");
        await().atMost(SOON).until(() -> proxy.heldWatchFrames() >= 5);
        proxy.clear();

        proxy.discardWatchFrames();
        proxy.expireWatches(watch -> true);

        await("the component is there again").atMost(SOON).until(() -> shop.component("mailer") != null);
        harness.awaitServiceReady(shop.namespace(), "printer");
        harness.awaitServiceReady(shop.namespace(), "third");
        assertThat(proxy.requests(ProxiedRequest.matching(Verb.LIST, "components")))
                .isNotEmpty();
        assertThat(deletes()).isZero();
        assertThat(shop.subscriptions()).isEqualTo(2 + 2 + 1);
    }

    /**
     * Fault 5 and rule of pruning: an object is deleted only in the version that was looked at. Guard: {@code
     * lockResourceVersion} in {@code ChildPruner}; without it the deletion was not refused.
     */
    @Test
    void nothingIsDeletedFromAStaleView() {
        Shop shop = Shop.in(harness, "stale").ready();
        String leaving =
                subscription(shop, "todos.task.completed").getMetadata().getName();
        proxy.holdWatchFrames(frame ->
                frame.kind().equals("Subscription") && frame.namespace().equals(shop.namespace()));
        harness.admin()
                .genericKubernetesResources("dapr.io/v2alpha1", "Subscription")
                .inNamespace(shop.namespace())
                .withName(leaving)
                .edit(subscription -> {
                    subscription.getMetadata().setAnnotations(Map.of("looked-at-by", "somebody"));
                    return subscription;
                });
        proxy.clear();

        shop.withService("mailer", "todos.task.created");

        await("the deletion is refused")
                .atMost(SOON)
                .until(() -> proxy.requests(ProxiedRequest.matching(Verb.DELETE, "subscriptions")).stream()
                        .anyMatch(entry -> entry.status() == 409));
        assertThat(shop.subscriptions()).isEqualTo(2);

        proxy.releaseWatchFrames();
        await("it is pruned in its newest version").atMost(SOON).until(() -> shop.subscriptions() == 1);
    }

    private static GenericKubernetesResource subscription(Shop shop, String event) {
        return harness
                .admin()
                .genericKubernetesResources("dapr.io/v2alpha1", "Subscription")
                .inNamespace(shop.namespace())
                .list()
                .getItems()
                .stream()
                .filter(each -> event.equals(each.get("spec", "topic")))
                .findFirst()
                .orElseThrow();
    }

    private static long deletes() {
        return proxy.writes().stream()
                .map(RequestRecord::request)
                .filter(request -> request.verb() == Verb.DELETE || request.verb() == Verb.DELETE_COLLECTION)
                .count();
    }
}
