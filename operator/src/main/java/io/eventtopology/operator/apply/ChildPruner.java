package io.eventtopology.operator.apply;

import io.eventtopology.crds.ChildRef;
import io.eventtopology.crds.DeletionPolicy;
import io.eventtopology.operator.watch.ClusterState;
import io.eventtopology.operator.watch.Owner;
import io.eventtopology.operator.watch.ResourceCache;
import io.eventtopology.operator.watch.ResourceKind;
import io.eventtopology.planner.naming.Labels;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes children that left the plan. Deletes only what the caches show completely and only in the very version they show, so
 * that a stale view deletes nothing. Topics are retained or deleted as the policy says.
 */
public final class ChildPruner {
    private static final Logger LOG = LoggerFactory.getLogger(ChildPruner.class);

    /** The only kinds of children in other namespaces. */
    private static final Set<ResourceKind> ELSEWHERE = Set.of(ResourceKind.KAFKA_TOPIC, ResourceKind.KAFKA_USER);

    private final KubernetesClient client;
    private final ClusterState state;
    private final ChildApplier applier;

    /** Removes through the client what the caches show. */
    public ChildPruner(KubernetesClient client, ClusterState state, ChildApplier applier) {
        this.client = client;
        this.state = state;
        this.applier = applier;
    }

    /**
     * What was removed.
     *
     * @param deleted objects whose deletion was asked for
     * @param retained KafkaTopics that were left in place and belong to nobody now
     * @param problems what could not be removed now, in words
     */
    public record Pruned(List<ChildRef> deleted, List<ChildRef> retained, List<String> problems) {
        /** Copies the lists. */
        public Pruned {
            deleted = List.copyOf(deleted);
            retained = List.copyOf(retained);
            problems = List.copyOf(problems);
        }
    }

    /** Removes all children of the owner but those that are wanted. */
    public Pruned prune(Owner owner, Collection<ChildRef> wanted, DeletionPolicy topicPolicy) {
        Set<ChildRef> keep = Set.copyOf(wanted);
        return remove(owner, topicPolicy, child -> !keep.contains(ChildApplier.reference(child)));
    }

    /**
     * Removes the children that the garbage collector does not remove with their owner: those in other namespaces, and topics.
     *
     * @return what is waited for, in words; empty when all is done
     */
    public List<String> pruneElsewhere(Owner owner, DeletionPolicy topicPolicy) {
        List<String> waiting = new ArrayList<>();
        caches().stream()
                .filter(cache -> ELSEWHERE.contains(cache.kind()))
                .filter(cache -> cache.isAvailable() && !cache.hasSynced())
                .forEach(cache -> waiting.add("the list of " + cache.kind() + " objects, which cannot be read now"));
        waiting.addAll(remove(
                        owner,
                        topicPolicy,
                        child -> !child.getMetadata().getNamespace().equals(owner.namespace())
                                || child.getKind().equals(ResourceKind.KAFKA_TOPIC.kind()))
                .problems());
        return waiting;
    }

    private Pruned remove(Owner owner, DeletionPolicy topicPolicy, Predicate<GenericKubernetesResource> leaves) {
        List<ChildRef> deleted = new ArrayList<>();
        List<ChildRef> retained = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (ResourceCache<GenericKubernetesResource> cache : caches()) {
            if (!cache.hasSynced(owner.namespace())) {
                continue;
            }
            for (GenericKubernetesResource child : cache.byIndex(Owner.INDEX, owner.key())) {
                if (child.getMetadata().getDeletionTimestamp() != null || !leaves.test(child)) {
                    continue;
                }
                ChildRef ref = ChildApplier.reference(child);
                try {
                    if (cache.kind().equals(ResourceKind.KAFKA_TOPIC) && topicPolicy == DeletionPolicy.RETAIN) {
                        retain(cache, owner, child);
                        retained.add(ref);
                    } else {
                        delete(cache, child);
                        deleted.add(ref);
                    }
                    applier.forget(child);
                    LOG.info("Pruned {} {}/{} of {}", ref.kind(), ref.namespace(), ref.name(), owner);
                } catch (KubernetesClientException e) {
                    if (e.getCode() != 404) {
                        problems.add(ref.kind() + " " + ref.namespace() + "/" + ref.name() + ": " + e.getMessage());
                    }
                }
            }
        }
        return new Pruned(deleted, retained, problems);
    }

    private List<ResourceCache<GenericKubernetesResource>> caches() {
        List<ResourceCache<GenericKubernetesResource>> all = new ArrayList<>(state.children());
        all.add(state.ownedServices());
        return all;
    }

    private void delete(ResourceCache<GenericKubernetesResource> cache, GenericKubernetesResource child) {
        client.genericKubernetesResources(cache.kind().context())
                .inNamespace(child.getMetadata().getNamespace())
                .withName(child.getMetadata().getName())
                .lockResourceVersion(child.getMetadata().getResourceVersion())
                .delete();
    }

    /** Takes our owner labels off and says where it came from; everything else of it stays ours, so nothing is removed. */
    private void retain(ResourceCache<GenericKubernetesResource> cache, Owner owner, GenericKubernetesResource child) {
        GenericKubernetesResource kept = new GenericKubernetesResource();
        kept.setApiVersion(child.getApiVersion());
        kept.setKind(child.getKind());
        kept.setMetadata(new io.fabric8.kubernetes.api.model.ObjectMetaBuilder()
                .withNamespace(child.getMetadata().getNamespace())
                .withName(child.getMetadata().getName())
                .withResourceVersion(child.getMetadata().getResourceVersion())
                .withLabels(withoutOwner(child.getMetadata().getLabels()))
                .withAnnotations(Map.of(Labels.RETAINED_FROM, owner.key()))
                .build());
        kept.setAdditionalProperty("spec", child.getAdditionalProperties().get("spec"));
        cache.wrote(client.genericKubernetesResources(cache.kind().context())
                .inNamespace(child.getMetadata().getNamespace())
                .resource(kept)
                .fieldManager(Labels.OPERATOR)
                .forceConflicts()
                .serverSideApply());
    }

    private static Map<String, String> withoutOwner(Map<String, String> labels) {
        Map<String, String> kept = new LinkedHashMap<>(labels);
        kept.remove(Labels.OWNER_KIND);
        kept.remove(Labels.OWNER_NAMESPACE);
        kept.remove(Labels.OWNER_NAME);
        return kept;
    }
}
