package io.eventtopology.planner.workload;

import io.eventtopology.planner.model.Platform;
import io.eventtopology.planner.model.ResolvedService;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;

/** Who may reach the pods of a service. What they reach is free: brokers and databases lie anywhere. */
final class NetworkRules {
    private NetworkRules() {}

    static NetworkPolicy of(ResolvedService service, Platform platform) {
        return new NetworkPolicyBuilder()
                .withMetadata(WorkloadMetadata.of(service, service.name()))
                .withNewSpec()
                .withNewPodSelector()
                .withMatchLabels(WorkloadMetadata.selector(service))
                .endPodSelector()
                .withPolicyTypes("Ingress")
                .withIngress(
                        rule(service.port()),
                        rule(SidecarAnnotations.INTERNAL_GRPC_PORT, podsOfSameNamespace()),
                        rule(SidecarAnnotations.PUBLIC_PORT, namespace(platform.operatorNamespace())),
                        rule(SidecarAnnotations.METRICS_PORT))
                .endSpec()
                .build();
    }

    /** A port for the named peers; for everybody without peers. */
    private static NetworkPolicyIngressRule rule(int port, NetworkPolicyPeer... from) {
        return new NetworkPolicyIngressRuleBuilder()
                .withFrom(from)
                .addNewPort()
                .withProtocol("TCP")
                .withNewPort(port)
                .endPort()
                .build();
    }

    private static NetworkPolicyPeer podsOfSameNamespace() {
        return new NetworkPolicyPeerBuilder()
                .withPodSelector(new LabelSelectorBuilder().build())
                .build();
    }

    private static NetworkPolicyPeer namespace(String name) {
        return new NetworkPolicyPeerBuilder()
                .withNewNamespaceSelector()
                .addToMatchLabels("kubernetes.io/metadata.name", name)
                .endNamespaceSelector()
                .build();
    }
}
