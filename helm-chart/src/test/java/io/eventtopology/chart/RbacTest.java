package io.eventtopology.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The chart grants what the operator's tests run under: not more, not less. */
class RbacTest {
    private static final Path RBAC = Path.of("../operator/manifests/rbac.yaml");

    @Test
    void withEverythingOnTheRolesAreThoseOfTheOperatorsTests() throws IOException {
        List<HasMetadata> tested = Pattern.compile("(?m)^---\n")
                .splitAsStream(Files.readString(RBAC))
                .<HasMetadata>map(document -> Serialization.unmarshal(document))
                .toList();

        assertThat(roles(HelmChart.objects(HelmChart.ALL_ON).stream())).isEqualTo(roles(tested.stream()));
    }

    @Test
    void whatIsOffIsNotGranted() {
        assertThat(HelmChart.render("deliveryVerification: {enabled: false}")).doesNotContain("[pods");
        assertThat(HelmChart.render("deliveryVerification: {restart: false}"))
                .contains("[pods]")
                .doesNotContain("[pods/eviction]");
        for (String values :
                List.of("admission: {enabled: false}", "admission: {enabled: true, certManager: {enabled: true}}")) {
            assertThat(HelmChart.render(values))
                    .as(values)
                    .doesNotContain("validatingwebhookconfigurations", "resourceNames");
        }
    }

    @Test
    void nothingIsGrantedByWildcard() {
        assertThat(roles(HelmChart.objects(HelmChart.ALL_ON).stream()).values())
                .allSatisfy(rules -> assertThat(rules).allSatisfy(rule -> {
                    assertThat(rule.getVerbs()).doesNotContain("*");
                    assertThat(rule.getResources()).doesNotContain("*");
                    assertThat(rule.getApiGroups()).doesNotContain("*");
                }));
    }

    /** Rules by kind and name, but for the roles of the check, which is no part of the operator. */
    private static Map<String, List<PolicyRule>> roles(Stream<HasMetadata> objects) {
        Map<String, List<PolicyRule>> roles = new TreeMap<>();
        objects.filter(object -> !object.getMetadata().getName().endsWith("-check"))
                .forEach(object -> {
                    if (object instanceof ClusterRole role) {
                        roles.put("ClusterRole/" + role.getMetadata().getName(), role.getRules());
                    } else if (object instanceof Role role) {
                        roles.put("Role/" + role.getMetadata().getName(), role.getRules());
                    }
                });
        return roles;
    }
}
