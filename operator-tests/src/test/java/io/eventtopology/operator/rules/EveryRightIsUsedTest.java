package io.eventtopology.operator.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.tools.audit.AuditedRequest;
import io.eventtopology.tools.audit.Right;
import io.eventtopology.tools.crd.ThirdPartyCrds;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.RoleRef;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Least privilege: each verb on each kind that {@code operator/manifests/rbac.yaml} grants, role by role, is one that the operator uses,
 * and it needs no other. It lives through all that it has rights for, and the API server's audit log says what it asked for, and where.
 *
 * <p>Guard: the manifest. Seen to fail, naming each, with update of deployments, delete of webhook configurations, get of kafkas and
 * delete of leases added to its four roles; with a wildcard for the verbs on leases; and, without the conflict in the tour, with get of
 * eventtopologies.
 */
class EveryRightIsUsedTest {
    private static final String NAME = "event-topology-operator";
    private static final String USER = "system:serviceaccount:" + OperatorHarness.OPERATOR_NAMESPACE + ":" + NAME;

    /** Where a role counts that a ClusterRoleBinding gives. */
    private static final String EVERYWHERE = "";

    /**
     * A right that a role gives.
     *
     * @param where the namespaces in which the role is bound
     * @param names of the objects that it is restricted to; empty if to none
     */
    private record Grant(String role, Right right, List<String> where, List<String> names) {
        boolean isUsedBy(AuditedRequest request) {
            return (where.contains(EVERYWHERE) || where.contains(request.namespace()))
                    && (names.isEmpty() || names.contains(request.name()))
                    && Right.neededFor(request).contains(right);
        }

        boolean hasWildcard() {
            return right.toString().contains("*");
        }

        @Override
        public String toString() {
            return role + ": " + right;
        }
    }

    @Test
    void whatIsGrantedIsUsedAndSuffices() {
        try (OperatorHarness harness = OperatorHarness.start(builder -> builder.auditLog(true)
                .crds(Stream.concat(OperatorHarness.ownCrds().stream(), ThirdPartyCrds.ofThisMachine().all().stream())
                        .toList()))) {
            TourOfRights.take(harness);

            List<Grant> grants = grants(harness.admin());
            assertThat(grants)
                    .hasSizeGreaterThan(100)
                    .filteredOn(Grant::hasWildcard)
                    .isEmpty();
            // The last watches are in the log a moment after they have ended.
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(unused(grants, requests(harness)))
                            .as("rights that are granted and were not used")
                            .isEmpty());
            assertThat(requests(harness)).filteredOn(AuditedRequest::forbidden).isEmpty();
        }
    }

    private static List<AuditedRequest> requests(OperatorHarness harness) {
        return AuditedRequest.of(harness.plane().auditLog(), USER);
    }

    private static List<Grant> unused(List<Grant> grants, List<AuditedRequest> requests) {
        List<AuditedRequest> used = requests.stream()
                .filter(request -> !request.forbidden() && (request.isAccepted() || !request.isWrite()))
                .toList();
        return grants.stream()
                .filter(grant -> used.stream().noneMatch(grant::isUsedBy))
                .toList();
    }

    /** All that the roles of the operator give, each where it is bound. */
    private static List<Grant> grants(KubernetesClient admin) {
        return Stream.concat(
                        admin.rbac().clusterRoles().list().getItems().stream()
                                .filter(EveryRightIsUsedTest::isOurs)
                                .flatMap(role -> grants(admin, role, role.getRules())),
                        admin.rbac().roles().inAnyNamespace().list().getItems().stream()
                                .filter(EveryRightIsUsedTest::isOurs)
                                .flatMap(role -> grants(admin, role, role.getRules())))
                .toList();
    }

    private static boolean isOurs(HasMetadata role) {
        return role.getMetadata().getName().startsWith(NAME);
    }

    private static Stream<Grant> grants(KubernetesClient admin, HasMetadata role, List<PolicyRule> rules) {
        List<String> where = where(admin, role);
        String name = role.getKind() + " " + role.getMetadata().getName();
        return rules.stream()
                .flatMap(rule ->
                        Right.of(rule).stream().map(right -> new Grant(name, right, where, rule.getResourceNames())));
    }

    private static List<String> where(KubernetesClient admin, HasMetadata role) {
        return Stream.concat(
                        admin.rbac().clusterRoleBindings().list().getItems().stream()
                                .filter(binding -> gives(binding.getRoleRef(), binding.getSubjects(), role))
                                .map(binding -> EVERYWHERE),
                        admin.rbac().roleBindings().inAnyNamespace().list().getItems().stream()
                                .filter(binding -> gives(binding.getRoleRef(), binding.getSubjects(), role))
                                .map(binding -> binding.getMetadata().getNamespace()))
                .toList();
    }

    private static boolean gives(RoleRef bound, List<Subject> subjects, HasMetadata role) {
        return bound.getKind().equals(role.getKind())
                && bound.getName().equals(role.getMetadata().getName())
                && subjects.stream().map(Subject::getName).anyMatch(NAME::equals);
    }
}
