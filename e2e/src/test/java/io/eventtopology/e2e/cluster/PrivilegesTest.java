package io.eventtopology.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.eventtopology.tools.audit.AuditedRequest;
import io.eventtopology.tools.audit.Right;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the operator may do, against what it did in all tests before. */
@Tag("cluster")
@Order(90)
class PrivilegesTest {
    /**
     * Rights for what these tests do not have in their cluster, beside deleting, which is for what left a declaration. That each of them is
     * used, as every other one, is shown by {@code EveryRightIsUsedTest} of module operator-tests, on a real API server.
     */
    private static final List<String> USED_ELSEWHERE = List.of(
            // KEDA
            "keda.sh/scaledobjects",
            "keda.sh/triggerauthentications",
            // Strimzi
            "kafka.strimzi.io/kafkatopics",
            "kafka.strimzi.io/kafkausers",
            "kafka.strimzi.io/kafkas",
            // More than one replica of a service
            "policy/poddisruptionbudgets",
            // Credentials: copies of Strimzi's, and those of users on secured clusters
            " /secrets",
            // Selectors of allowed namespaces
            " /namespaces",
            // Schemas in ConfigMaps, records of users on secured clusters
            " /configmaps",
            // When the change of a finalizer meets another change, which happens by chance here
            "get eventtopology.io/eventtopologies",
            "get eventtopology.io/eventservices");

    private final ClusterUnderTest cluster = ClusterUnderTest.current();

    @Test
    void noRuleHasAWildcard() {
        new Release().ensureInstalled();

        assertThat(rules()).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.getApiGroups()).doesNotContain("*");
            assertThat(rule.getResources()).doesNotContain("*");
            assertThat(rule.getVerbs()).doesNotContain("*");
        });
    }

    @Test
    void nothingIsAskedForThatWasNotGranted() {
        assumeThat(cluster.options().auditLog())
                .as("PrivilegesTest is SKIPPED in part: there is no --audit-log")
                .isPresent();
        List<AuditedRequest> refused =
                OperatorAudit.of(cluster.options().auditLog().orElseThrow()).forbidden();

        assertThat(refused).isEmpty();
    }

    @Test
    void whatWasGrantedAndNeverUsedIsSaid() {
        assumeThat(cluster.options().auditLog()).isPresent();
        new Release().ensureInstalled();
        Set<Right> used =
                OperatorAudit.of(cluster.options().auditLog().orElseThrow()).usedRights();

        Set<String> unused = rules().stream()
                .flatMap(rule -> Right.of(rule).stream())
                .filter(right -> !used.contains(right))
                .map(Right::toString)
                .collect(Collectors.toCollection(TreeSet::new));
        System.out.println("granted and not used by these tests: " + unused);
        assertThat(unused)
                .filteredOn(right -> !right.startsWith("delete "))
                .allSatisfy(right -> assertThat(USED_ELSEWHERE).as(right).anyMatch(right::endsWith));
    }

    private List<PolicyRule> rules() {
        return Stream.concat(
                        cluster.client().rbac().clusterRoles().list().getItems().stream()
                                .filter(role -> role.getMetadata().getName().startsWith(Release.NAME))
                                .flatMap(role -> role.getRules().stream()),
                        cluster.client().rbac().roles().inNamespace(Release.NAMESPACE).list().getItems().stream()
                                .filter(role -> !role.getMetadata().getName().contains("check"))
                                .flatMap(role -> role.getRules().stream()))
                .toList();
    }
}
