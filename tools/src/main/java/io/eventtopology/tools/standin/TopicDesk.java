package io.eventtopology.tools.standin;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.topic.KafkaTopicBuilder;
import io.strimzi.api.kafka.model.topic.KafkaTopicStatus;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The Topic Operator's part: one KafkaTopic at a time, as Strimzi's {@code BatchingTopicController} treats it. */
final class TopicDesk {
    static final String FINALIZER = "strimzi.io/topic-operator";

    private final KubernetesClient client;
    private final SharedIndexInformer<KafkaTopic> objects;
    private final Selection selection;
    private final PretendedKafka kafka;

    /** Topic name to the key of the object that manages it. */
    private final Map<String, String> managers = new HashMap<>();

    TopicDesk(
            KubernetesClient client,
            SharedIndexInformer<KafkaTopic> objects,
            Selection selection,
            PretendedKafka kafka) {
        this.client = client;
        this.objects = objects;
        this.selection = selection;
        this.kafka = kafka;
    }

    void reconcile(String key) {
        KafkaTopic object = objects.getStore().getByKey(key);
        if (object == null) {
            forget(key);
        } else if (selection.includes(object)) {
            if (object.getMetadata().getDeletionTimestamp() == null) {
                settle(key, object);
            } else {
                delete(key, object);
            }
        }
    }

    private void settle(String key, KafkaTopic object) {
        KafkaTopicStatus old = object.getStatus();
        KafkaTopicStatus status = new KafkaTopicStatus();
        status.setObservedGeneration(object.getMetadata().getGeneration());
        if (!isManaged(object)) {
            status.setConditions(StrimziConditions.isTrue("Unmanaged", old));
            write(withFinalizer(object), status);
            return;
        }
        status.setTopicName(old != null && old.getTopicName() != null ? old.getTopicName() : topicName(object));
        if (isRenamed(object)) {
            refuseRenaming(object, status);
            return;
        }
        Optional<KafkaTopic> manager = otherManager(key, object);
        if (manager.isPresent()) {
            ObjectMeta other = manager.get().getMetadata();
            String message = "Managed by Ref{namespace='" + other.getNamespace() + "', name='" + other.getName() + "'}";
            status.setConditions(StrimziConditions.notReady("ResourceConflict", message, old));
            write(object, status);
        } else if ("true".equals(annotation(object, "strimzi.io/pause-reconciliation"))) {
            status.setConditions(StrimziConditions.isTrue("ReconciliationPaused", old));
            status.setObservedGeneration(old == null ? 0 : old.getObservedGeneration());
            write(object, status);
        } else {
            kafka.reconcile(object, topicName(object), status);
            write(withFinalizer(object), status);
        }
    }

    private void refuseRenaming(KafkaTopic object, KafkaTopicStatus status) {
        status.setConditions(StrimziConditions.notReady(
                "NotSupported", "Changing spec.topicName is not supported", object.getStatus()));
        write(object, status);
    }

    private void delete(String key, KafkaTopic object) {
        if (!object.getMetadata().getFinalizers().contains(FINALIZER)) {
            return;
        }
        if (isManaged(object)) {
            if (isRenamed(object)) {
                // Strimzi keeps such an object until its name is set back.
                KafkaTopicStatus status = new KafkaTopicStatus();
                status.setObservedGeneration(object.getMetadata().getGeneration());
                status.setTopicName(object.getStatus().getTopicName());
                refuseRenaming(object, status);
                return;
            }
            kafka.delete(topicName(object));
        }
        client.resource(object)
                .edit(current -> new KafkaTopicBuilder(current)
                        .editMetadata()
                        .removeFromFinalizers(FINALIZER)
                        .endMetadata()
                        .build());
        forget(key);
    }

    private synchronized void forget(String key) {
        managers.values().remove(key);
    }

    /** The object that manages the same topic already, or claims it for longer. */
    private synchronized Optional<KafkaTopic> otherManager(String key, KafkaTopic object) {
        String name = topicName(object);
        Optional<KafkaTopic> older = objects.getStore().list().stream()
                .filter(other -> selection.includes(other) && isManaged(other) && !isRenamed(other))
                .filter(other -> topicName(other).equals(name))
                .filter(other -> created(other).compareTo(created(object)) < 0)
                .min(Comparator.comparing(TopicDesk::created));
        if (older.isPresent()) {
            return older;
        }
        String manager = managers.get(name);
        if (manager != null && !manager.equals(key)) {
            KafkaTopic first = objects.getStore().getByKey(manager);
            // Creation times have whole seconds: the first seen wins a tie.
            if (first != null && created(first).equals(created(object)) && isManaged(first)) {
                return Optional.of(first);
            }
        }
        managers.put(name, key);
        return Optional.empty();
    }

    private KafkaTopic withFinalizer(KafkaTopic object) {
        if (object.getMetadata().getFinalizers().contains(FINALIZER)) {
            return object;
        }
        return client.resource(object)
                .edit(current -> new KafkaTopicBuilder(current)
                        .editMetadata()
                        .addToFinalizers(FINALIZER)
                        .endMetadata()
                        .build());
    }

    private void write(KafkaTopic object, KafkaTopicStatus status) {
        if (!status.equals(object.getStatus())) {
            client.resource(new KafkaTopicBuilder(object).withStatus(status).build())
                    .updateStatus();
        }
    }

    private static String created(KafkaTopic object) {
        return object.getMetadata().getCreationTimestamp();
    }

    private static String topicName(KafkaTopic object) {
        String name = object.getSpec().getTopicName();
        return name == null ? object.getMetadata().getName() : name;
    }

    private static boolean isRenamed(KafkaTopic object) {
        KafkaTopicStatus status = object.getStatus();
        return status != null
                && status.getTopicName() != null
                && !status.getTopicName().equals(topicName(object));
    }

    private static boolean isManaged(KafkaTopic object) {
        return !"false".equals(annotation(object, "strimzi.io/managed"));
    }

    private static @Nullable String annotation(KafkaTopic object, String name) {
        return object.getMetadata().getAnnotations().get(name);
    }
}
