package io.eventtopology.operator.scale;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;

/** Watches our own kinds and says which are Ready; a watch costs the API server less than asking again and again. */
final class Readiness implements AutoCloseable {
    private final List<SharedIndexInformer<GenericKubernetesResource>> informers;

    private Readiness(List<SharedIndexInformer<GenericKubernetesResource>> informers) {
        this.informers = informers;
    }

    static Readiness watch(KubernetesClient client) {
        return new Readiness(List.of(informer(client, "eventtopologies"), informer(client, "eventservices")));
    }

    private static SharedIndexInformer<GenericKubernetesResource> informer(KubernetesClient client, String plural) {
        return client.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                        .withGroup("eventtopology.io")
                        .withVersion("v1beta1")
                        .withPlural(plural)
                        .withKind(plural.equals("eventservices") ? "EventService" : "EventTopology")
                        .withNamespaced(true)
                        .build())
                .inAnyNamespace()
                .inform();
    }

    /** All resources that are there. */
    List<GenericKubernetesResource> resources() {
        return informers.stream()
                .flatMap(informer -> informer.getStore().list().stream())
                .toList();
    }

    /** Waits until there are so many resources, and each is Ready in its present generation. */
    void await(int count, Duration longest) {
        Awaitility.await(count + " resources are Ready")
                .atMost(longest)
                .pollInterval(Duration.ofMillis(250))
                .untilAsserted(() -> {
                    List<String> notReady = resources().stream()
                            .filter(resource -> !isReady(resource))
                            .map(resource -> resource.getKind() + " "
                                    + resource.getMetadata().getNamespace() + "/"
                                    + resource.getMetadata().getName() + ": "
                                    + resource.<Object>get("status", "conditions"))
                            .toList();
                    if (resources().size() != count || !notReady.isEmpty()) {
                        throw new AssertionError(resources().size() + " of " + count + " resources exist, "
                                + notReady.size() + " are not Ready, first of all "
                                + notReady.stream().limit(3).toList());
                    }
                });
    }

    /** Waits until the operator has said something about each resource that is there. */
    void awaitAnswers() {
        Awaitility.await("Every resource has a status")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(250))
                .until(() -> !resources().isEmpty()
                        && resources().stream().allMatch(resource -> resource.get("status", "conditions") != null));
    }

    private static boolean isReady(GenericKubernetesResource resource) {
        return resource.get("status", "conditions") instanceof List<?> conditions
                && conditions.stream()
                        .anyMatch(each -> each instanceof Map<?, ?> condition
                                && "Ready".equals(condition.get("type"))
                                && "True".equals(condition.get("status"))
                                && condition.get("observedGeneration") instanceof Number generation
                                && Objects.equals(
                                        generation.longValue(),
                                        resource.getMetadata().getGeneration()));
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::close);
    }
}
