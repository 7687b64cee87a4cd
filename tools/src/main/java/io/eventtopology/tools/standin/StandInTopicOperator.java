package io.eventtopology.tools.standin;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Plays the part of Strimzi's Topic Operator and User Operator where only Strimzi's CRDs are installed: no broker behind it, topics are
 * kept in memory.
 *
 * <p>Serves one Kafka cluster in one namespace; objects without its {@code strimzi.io/cluster} label are ignored, as
 * Strimzi does.
 *
 * <p>KafkaTopic: adds the finalizer {@code strimzi.io/topic-operator} and reports what the real Topic Operator (after 1.2.0) was
 * recorded to report: Ready with topicId; Unmanaged; ReconciliationPaused; NotSupported for fewer partitions, other replicas and another
 * {@code topicName}; ResourceConflict for a topic that an older object manages. topicId is there only where the broker was asked. On
 * deletion a managed topic goes, an unmanaged one stays, then the finalizer goes; an object whose {@code topicName} was changed
 * stays until it is set back. An existing topic is taken over by a later object.
 *
 * <p>KafkaUser: Ready, {@code username}, and for tls and scram-sha-512 {@code secret} with a Secret of made-up values in the same namespace
 * (scram: {@code password}, {@code sasl.jaas.config}; tls: {@code ca.crt}, {@code user.crt}, {@code user.key}). A Secret that is
 * deleted comes back with new values. A deleted user's Secret goes.
 */
public final class StandInTopicOperator implements AutoCloseable {
    private static final int PARALLEL_WRITES = 4;

    private final PretendedKafka kafka = new PretendedKafka();
    private final SharedIndexInformer<KafkaTopic> topics;
    private final SharedIndexInformer<KafkaUser> users;
    private final SharedIndexInformer<Secret> secrets;
    private final WorkQueue<String> topicQueue;
    private final WorkQueue<String> userQueue;
    private volatile boolean down;

    private StandInTopicOperator(KubernetesClient client, String namespace, String cluster) {
        Selection selection = new Selection(cluster);
        topics = client.resources(KafkaTopic.class).inNamespace(namespace).runnableInformer(0);
        users = client.resources(KafkaUser.class).inNamespace(namespace).runnableInformer(0);
        secrets = client.secrets()
                .inNamespace(namespace)
                .withLabel(Selection.LABEL, cluster)
                .withLabel(UserDesk.KIND_LABEL, "KafkaUser")
                .runnableInformer(0);
        TopicDesk topicDesk = new TopicDesk(client, topics, selection, kafka);
        UserDesk userDesk = new UserDesk(client, users, selection);
        topicQueue =
                new WorkQueue<>("stand-in-topics", PARALLEL_WRITES, Duration.ZERO, unlessDown(topicDesk::reconcile));
        userQueue = new WorkQueue<>("stand-in-users", PARALLEL_WRITES, Duration.ZERO, unlessDown(userDesk::reconcile));
        // A topic that goes may free its name for another object: all look again.
        topics.addEventHandler(new Feed<>(topicQueue, this::resyncTopics));
        users.addEventHandler(new Feed<>(userQueue, () -> {}));
        secrets.addEventHandler(new Feed<>(userQueue, () -> {}));
    }

    /**
     * Starts and returns when it watches.
     *
     * @param client may do what Strimzi's entity operator may in that namespace; stays open when this closes
     * @param namespace namespace of the Kafka cluster
     * @param cluster value of the {@code strimzi.io/cluster} label
     */
    public static StandInTopicOperator start(KubernetesClient client, String namespace, String cluster) {
        StandInTopicOperator operator = new StandInTopicOperator(client, namespace, cluster);
        operator.start(operator.topics);
        operator.start(operator.users);
        operator.start(operator.secrets);
        return operator;
    }

    private void start(SharedIndexInformer<?> informer) {
        informer.exceptionHandler((started, error) -> true);
        informer.start().toCompletableFuture().join();
    }

    /** Does nothing from now on: no status, no finalizer, no Secret; deleted KafkaTopics wait for their finalizer. */
    public void goDown() {
        down = true;
    }

    /** Works again and makes up for what it missed. */
    public void comeBack() {
        down = false;
        resync();
    }

    /**
     * From now on answers {@code Ready=False} for this topic and leaves it as it is, e.g. reason {@code KafkaError} and the
     * message that a broker gave.
     *
     * @param topicName name in Kafka
     */
    public void answer(String topicName, String reason, String message) {
        kafka.answer(topicName, reason, message);
        resync();
    }

    /** Ends {@link #answer} for this topic. */
    public void answerNormally(String topicName) {
        kafka.answerNormally(topicName);
        resync();
    }

    /** The topics that would exist on the broker now, by name. */
    public Map<String, StandInTopic> topics() {
        return kafka.topics();
    }

    /** Stops watching and writing. */
    @Override
    public void close() {
        topics.close();
        users.close();
        secrets.close();
        topicQueue.close();
        userQueue.close();
    }

    private void resync() {
        resyncTopics();
        users.getStore().listKeys().forEach(userQueue::add);
        // Their users may have gone while we were down.
        secrets.getStore().listKeys().forEach(userQueue::add);
    }

    private void resyncTopics() {
        topics.getStore().listKeys().forEach(topicQueue::add);
    }

    private Consumer<String> unlessDown(Consumer<String> work) {
        return key -> {
            if (!down) {
                work.accept(key);
            }
        };
    }

    /** Puts the key of whatever happened into a queue. */
    private record Feed<T extends HasMetadata>(WorkQueue<String> queue, Runnable afterDelete)
            implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T added) {
            queue.add(Cache.metaNamespaceKeyFunc(added));
        }

        @Override
        public void onUpdate(T before, T after) {
            queue.add(Cache.metaNamespaceKeyFunc(after));
        }

        @Override
        public void onDelete(T deleted, boolean finalStateUnknown) {
            queue.add(Cache.metaNamespaceKeyFunc(deleted));
            afterDelete.run();
        }
    }
}
