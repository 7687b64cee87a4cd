package io.eventtopology.operator.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.operator.OperatorRuntime;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.tools.proxy.ApiFaultProxy;
import io.eventtopology.tools.proxy.ProxiedRequest;
import io.eventtopology.tools.proxy.Verb;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rights that are taken away, given back, or never given. */
class PermissionFaultsTest {
    private static final String NAME = "event-topology-operator";
    private static final Duration RECOVERY = Duration.ofMinutes(1);

    private static OperatorHarness harness;

    @BeforeAll
    static void startEverything() {
        harness = OperatorHarness.start();
    }

    @AfterAll
    static void stopEverything() {
        harness.close();
    }

    /**
     * Fault 10. The ClusterRoleBinding goes while all watches end, half of them by a 410 that asks for a new list; when it is
     * back, so are the watches, alone. Guard: the exception handler of {@code ResourceCache}, which says to go on after a
     * refused list, and the framework's; with one that says to stop the component stayed away.
     */
    @Test
    void rightsThatComeBackAreUsedAgain() {
        try (ApiFaultProxy proxy = ApiFaultProxy.start(harness.operatorConfig())) {
            OperatorRuntime operator =
                    harness.startOperator("resyncInterval: PT1H", proxy.through(harness.operatorConfig()));
            Shop shop = Shop.in(harness, "revoked").ready();
            ClusterRoleBinding binding =
                    harness.admin().rbac().clusterRoleBindings().withName(NAME).get();
            harness.admin().resource(binding).delete();
            awaitForbidden(proxy, "components");
            awaitForbidden(proxy, "eventservices");
            shop.deleteComponent("mailer");
            shop.withService("printer", "todos.task.created");

            restore(binding);
            Instant restored = Instant.now();

            await("the component is there again").atMost(RECOVERY).until(() -> shop.component("mailer") != null);
            harness.awaitServiceReady(shop.namespace(), "printer");
            assertThat(Duration.between(restored, Instant.now())).isLessThan(RECOVERY);
            harness.stop(operator);
        }
    }

    /** Ends watches of a kind until a list and a watch of it were refused: the API server takes a moment to know of the loss. */
    private static void awaitForbidden(ApiFaultProxy proxy, String resource) {
        await("a list and a watch of " + resource + " are refused")
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    proxy.closeWatches(watch ->
                            watch.resource().equals(resource) && !watch.query().containsKey("labelSelector"));
                    proxy.expireWatches(watch -> watch.resource().equals(resource));
                    return isRefused(proxy, Verb.LIST, resource);
                });
    }

    private static boolean isRefused(ApiFaultProxy proxy, Verb verb, String resource) {
        return proxy.requests(ProxiedRequest.matching(verb, resource)).stream()
                .anyMatch(entry -> entry.status() == 403);
    }

    /**
     * Fault 11. Two namespaces are watched, one of them is forbidden: in the other everything works, pruning and deleting too,
     * and when the rights come the second works as well. Guards: {@code ResourceCache.hasSynced(namespace)} and {@code
     * isReadOrRefused}; with {@code hasSynced()} for all namespaces nothing was pruned any more, and without the second the start
     * took 30 s longer.
     */
    @Test
    void aForbiddenNamespaceDoesNotHoldUpTheOthers() {
        Shop open = Shop.in(harness, "allowed");
        Shop closed = Shop.in(harness, "forbidden").withTopology().withService("mailer", "todos.task.created");
        ClusterRoleBinding binding =
                harness.admin().rbac().clusterRoleBindings().withName(NAME).get();
        harness.admin().resource(binding).delete();
        bind("allowed");
        try {
            Instant start = Instant.now();
            OperatorRuntime operator = harness.startOperator("watchNamespaces: [allowed, forbidden]");
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(25));

            open.ready();
            open.withService("mailer", "todos.task.created");
            await("what left the plan is pruned").atMost(Duration.ofSeconds(20)).until(() -> open.subscriptions() == 1);
            harness.admin().resource(harness.service("allowed", "mailer")).delete();
            await("the deleted service goes")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> harness.service("allowed", "mailer") == null);
            assertThat(harness.service("forbidden", "mailer").getStatus().conditions())
                    .isEmpty();

            bind("forbidden");
            harness.awaitServiceReady("forbidden", "mailer");
            assertThat(closed.subscriptions()).isEqualTo(1);
            harness.stop(operator);
        } finally {
            restore(binding);
        }
    }

    private static void bind(String namespace) {
        harness.admin()
                .resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName(NAME)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", NAME)
                        .addNewSubject("", "ServiceAccount", NAME, OperatorHarness.OPERATOR_NAMESPACE)
                        .build())
                .serverSideApply();
    }

    private static void restore(ClusterRoleBinding binding) {
        harness.admin()
                .resource(new ClusterRoleBindingBuilder(binding)
                        .editMetadata()
                        .withResourceVersion(null)
                        .withUid(null)
                        .endMetadata()
                        .build())
                .create();
    }
}
