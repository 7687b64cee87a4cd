package io.eventtopology.operator.status;

import io.eventtopology.planner.naming.Labels;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kubernetes Events for what a person must know: shown by {@code kubectl describe} and {@code kubectl events}. */
public final class ResourceEvents {
    private static final Logger LOG = LoggerFactory.getLogger(ResourceEvents.class);
    private static final int LONGEST_MESSAGE = 1024;

    private final KubernetesClient client;
    private final StatusClock clock;

    /** Events written through the client. */
    public ResourceEvents(KubernetesClient client, StatusClock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** Tells of something that went as it should. */
    public void normal(HasMetadata about, String reason, String message) {
        write(about, "Normal", reason, message);
    }

    /** Tells of something that needs attention. */
    public void warning(HasMetadata about, String reason, String message) {
        write(about, "Warning", reason, message);
    }

    private void write(HasMetadata about, String type, String reason, String message) {
        String namespace = about.getMetadata().getNamespace();
        String now = clock.timestamp();
        var event = new EventBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withGenerateName(about.getMetadata().getName() + ".")
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(about.getApiVersion())
                .withKind(about.getKind())
                .withNamespace(namespace)
                .withName(about.getMetadata().getName())
                .withUid(about.getMetadata().getUid())
                .endInvolvedObject()
                .withType(type)
                .withReason(reason)
                .withMessage(message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .withReportingComponent(Labels.OPERATOR)
                .withNewSource()
                .withComponent(Labels.OPERATOR)
                .endSource()
                .build();
        try {
            client.v1().events().inNamespace(namespace).resource(event).create();
        } catch (KubernetesClientException e) {
            // An Event is a courtesy: the status says the same, and a namespace that is being deleted takes none.
            LOG.debug(
                    "Event {} on {} not written: {}",
                    reason,
                    about.getMetadata().getName(),
                    e.getMessage());
        }
    }
}
