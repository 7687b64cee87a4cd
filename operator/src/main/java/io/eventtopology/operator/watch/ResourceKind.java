package io.eventtopology.operator.watch;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/**
 * A kind of namespaced object that the operator watches or writes.
 *
 * @param group API group; empty for the core group
 * @param version API version
 * @param kind kind
 * @param plural name in paths
 */
public record ResourceKind(String group, String version, String kind, String plural) {
    /** Deployment, the pods of a service. */
    public static final ResourceKind DEPLOYMENT = new ResourceKind("apps", "v1", "Deployment", "deployments");
    /** Pod of a service. */
    public static final ResourceKind POD = new ResourceKind("", "v1", "Pod", "pods");
    /** Service of a service. */
    public static final ResourceKind SERVICE = new ResourceKind("", "v1", "Service", "services");
    /** Identity of pods. */
    public static final ResourceKind SERVICE_ACCOUNT = new ResourceKind("", "v1", "ServiceAccount", "serviceaccounts");
    /** Secret; only copies that the operator wrote itself. */
    public static final ResourceKind SECRET = new ResourceKind("", "v1", "Secret", "secrets");
    /** Disruption budget. */
    public static final ResourceKind POD_DISRUPTION_BUDGET =
            new ResourceKind("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets");
    /** Network policy. */
    public static final ResourceKind NETWORK_POLICY =
            new ResourceKind("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies");
    /** Dapr component. */
    public static final ResourceKind COMPONENT = new ResourceKind("dapr.io", "v1alpha1", "Component", "components");
    /** Dapr subscription. */
    public static final ResourceKind SUBSCRIPTION =
            new ResourceKind("dapr.io", "v2alpha1", "Subscription", "subscriptions");
    /** Dapr resiliency policies. */
    public static final ResourceKind RESILIENCY = new ResourceKind("dapr.io", "v1alpha1", "Resiliency", "resiliencies");
    /** Dapr sidecar configuration. */
    public static final ResourceKind CONFIGURATION =
            new ResourceKind("dapr.io", "v1alpha1", "Configuration", "configurations");
    /** Strimzi topic. */
    public static final ResourceKind KAFKA_TOPIC =
            new ResourceKind("kafka.strimzi.io", "v1", "KafkaTopic", "kafkatopics");
    /** Strimzi user. */
    public static final ResourceKind KAFKA_USER = new ResourceKind("kafka.strimzi.io", "v1", "KafkaUser", "kafkausers");
    /** Strimzi cluster. */
    public static final ResourceKind KAFKA = new ResourceKind("kafka.strimzi.io", "v1", "Kafka", "kafkas");
    /** KEDA scaling. */
    public static final ResourceKind SCALED_OBJECT =
            new ResourceKind("keda.sh", "v1alpha1", "ScaledObject", "scaledobjects");
    /** KEDA credentials. */
    public static final ResourceKind TRIGGER_AUTHENTICATION =
            new ResourceKind("keda.sh", "v1alpha1", "TriggerAuthentication", "triggerauthentications");
    /** Our topology. */
    public static final ResourceKind EVENT_TOPOLOGY =
            new ResourceKind("eventtopology.io", "v1beta1", "EventTopology", "eventtopologies");
    /** Our service. */
    public static final ResourceKind EVENT_SERVICE =
            new ResourceKind("eventtopology.io", "v1beta1", "EventService", "eventservices");

    /** apiVersion as objects carry it. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** For fabric8's generic client. */
    public ResourceDefinitionContext context() {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
    }

    /** Path of the discovery document that lists the kind. */
    String discoveryPath() {
        return group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
    }

    @Override
    public String toString() {
        return kind + "." + (group.isEmpty() ? version : version + "." + group);
    }
}
