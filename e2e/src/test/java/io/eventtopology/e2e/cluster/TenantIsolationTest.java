package io.eventtopology.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.tools.process.CommandResult;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fault 44 on a cluster: a tenant who may create our resources in one namespace, and nothing else, reaches nothing of another's by them. */
@Tag("cluster")
@Order(82)
class TenantIsolationTest {
    private static final String OWNER = "owner";
    private static final String TENANT = "tenant";
    private static final ClusterUnderTest CLUSTER = ClusterUnderTest.current();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @BeforeAll
    static void createBoth() {
        new Release().ensureInstalled();
        CLUSTER.kubectl("create", "namespace", OWNER);
        CLUSTER.kubectl("create", "namespace", TENANT);
        CLUSTER.kubectl("-n", OWNER, "create", "secret", "generic", "database", "--from-literal=password=canary-4711");
        CLUSTER.kubectl(
                "-n",
                TENANT,
                "create",
                "role",
                "events",
                "--verb=get,list,create,patch,delete",
                "--resource=eventtopologies.eventtopology.io,eventservices.eventtopology.io");
        CLUSTER.kubectl("-n", TENANT, "create", "rolebinding", "events", "--role=events", "--user=tenant");
        CLUSTER.apply("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: payouts, namespace: owner}
                spec:
                  broker: {kafka: {cluster: my-cluster}}
                  events: [{type: payouts.payout.made, key: data.sellerId}]
                """);
        CLUSTER.awaitReady(OWNER, "eventtopologies", LIMIT);
    }

    @AfterAll
    static void deleteBoth() {
        CLUSTER.kubectl("delete", "namespace", TENANT, OWNER, "--timeout=120s");
    }

    @Test
    void anothersTopologyIsNotConsumed() {
        asTenant("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: spy, namespace: tenant}
                spec:
                  image: example/spy:1
                  topologyRef: {name: payouts, namespace: owner}
                  subscribes: [{event: payouts.payout.made, route: /events/payout-made}]
                """);

        awaitReason("eventservice/spy", "TopologyNotAllowed");
        assertThat(CLUSTER.kubectl("-n", TENANT, "get", "components,subscriptions,deployments", "-o", "name"))
                .isEmpty();
    }

    @Test
    void anothersClusterIsNotUsed() {
        asTenant("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: thief, namespace: tenant}
                spec:
                  broker: {kafka: {cluster: private, namespace: owner}}
                  events: [{type: thief.thing.taken}]
                """);

        awaitReason("eventtopology/thief", "ClusterNotAllowed");
    }

    @Test
    void anothersTopicIsNotTaken() {
        CommandResult answer = tryAsTenant("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: usurper, namespace: tenant}
                spec:
                  broker: {kafka: {cluster: my-cluster}}
                  events: [{type: payouts.payout.made}]
                """);

        assertThat(answer.exit()).isNotZero();
        assertThat(answer.stderr()).contains("payouts.payout.made", "TopicClaimed");
    }

    @Test
    void anothersSecretIsNotRead() {
        CommandResult named = tryAsTenant(withDatabase("owner/database"));
        assertThat(named.exit()).isNotZero();
        assertThat(named.stderr()).contains("spec.database.secretRef.name");

        asTenant("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: own, namespace: tenant}
                spec: {broker: {inMemory: {}}, events: [{type: own.thing.made}]}
                """);
        asTenant(withDatabase("database"));
        CLUSTER.kubectl("-n", TENANT, "wait", "--for=create", "deployment/reader", "--timeout=60s");
        assertThat(CLUSTER.kubectl("-n", TENANT, "get", "secrets", "-o", "name"))
                .as("a pod reads Secrets of its own namespace only, and nothing was copied there")
                .doesNotContain("database");
        assertThat(CLUSTER.kubectl(
                        "-n", TENANT, "get", "eventservices,deployments,configmaps,secrets,events", "-o", "yaml"))
                .doesNotContain("canary-4711");
    }

    /** One field at a time: of several that it does not know, the API server names any. */
    @ParameterizedTest
    @ValueSource(strings = {"hostNetwork: true", "serviceAccountName: event-topology-operator"})
    void aPodDoesNotLeaveItsNamespace(String setting) {
        CommandResult answer = tryAsTenant("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: mole, namespace: tenant}
                spec:
                  image: example/mole:1
                  topologyRef: {name: payouts, namespace: owner}
                  pod: {%s}
                """.formatted(setting));

        assertThat(answer.exit()).isNotZero();
        assertThat(answer.stderr())
                .contains("spec.pod." + setting.substring(0, setting.indexOf(':')) + ": field not declared in schema");
    }

    private static String withDatabase(String secret) {
        return """
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: reader, namespace: tenant}
                spec:
                  image: example/reader:1
                  topologyRef: {name: own}
                  database: {secretRef: {name: %s}}
                """.formatted(secret);
    }

    private static void asTenant(String document) {
        CLUSTER.apply(document, "--as", "tenant");
    }

    private static CommandResult tryAsTenant(String document) {
        return CLUSTER.attemptApply(document, "--as", "tenant");
    }

    private static void awaitReason(String resource, String reason) {
        CLUSTER.kubectl(
                "-n",
                TENANT,
                "wait",
                resource,
                "--for=jsonpath={.status.conditions[?(@.type==\"Valid\")].reason}=" + reason,
                "--timeout=60s");
    }
}
