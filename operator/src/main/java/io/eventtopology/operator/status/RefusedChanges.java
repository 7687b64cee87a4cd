package io.eventtopology.operator.status;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells of resources that the API server refuses every change of, because they were stored before the schema that they break. It
 * takes no status of them, and mostly no finalizer, so an Event is all there is to tell by: one for each generation.
 */
public final class RefusedChanges implements Metrics {
    private static final int UNPROCESSABLE = 422;
    private static final int INTERNAL_ERROR = 500;

    private final KubernetesClient client;
    private final ResourceEvents events;
    private final String finalizer;
    private final Map<String, Long> told = new ConcurrentHashMap<>();

    /** Asks through the client, tells by Events. */
    public RefusedChanges(KubernetesClient client, ResourceEvents events, String finalizer) {
        this.client = client;
        this.events = events;
        this.finalizer = finalizer;
    }

    @Override
    public void failedReconciliation(HasMetadata resource, Exception failure, Map<String, Object> metadata) {
        Long generation = resource.getMetadata().getGeneration();
        String uid = resource.getMetadata().getUid();
        if (Objects.equals(told.get(uid), generation)) {
            return;
        }
        answer(resource, failure).filter(RefusedChanges::isRefusal).ifPresent(refusal -> {
            told.put(uid, generation);
            events.warning(
                    resource,
                    "ChangeRefused",
                    "Nothing can be said in the status of this resource, because what is stored breaks its schema. Correct it or"
                            + " delete it. " + refusal.getMessage());
        });
    }

    private Optional<KubernetesClientException> answer(HasMetadata resource, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KubernetesClientException answer) {
                return Optional.of(answer);
            }
        }
        return resource.hasFinalizer(finalizer) ? Optional.empty() : answerToFinalizer(resource);
    }

    /** The framework's exception does not say what the API server answered (ReconciliationDispatcher 5.2.3): ask again. */
    private Optional<KubernetesClientException> answerToFinalizer(HasMetadata resource) {
        try {
            client.resource(resource)
                    .patch(
                            new PatchContext.Builder()
                                    .withPatchType(PatchType.JSON_MERGE)
                                    .withDryRun(List.of("All"))
                                    .build(),
                            "{\"metadata\":{\"finalizers\":[\"" + finalizer + "\"]}}");
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return Optional.of(e);
        }
    }

    /** A patch answers 422; server-side apply to an object of other types 500 "failed to create typed live object". */
    private static boolean isRefusal(KubernetesClientException answer) {
        return answer.getCode() == UNPROCESSABLE
                || (answer.getCode() == INTERNAL_ERROR
                        && String.valueOf(answer.getMessage()).contains("failed to create"));
    }
}
