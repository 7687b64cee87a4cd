package io.eventtopology.operator.apply;

import io.eventtopology.crds.ChildRef;
import io.eventtopology.operator.apply.AppliedChild.Result;
import io.eventtopology.operator.watch.ClusterState;
import io.eventtopology.operator.watch.Owner;
import io.eventtopology.operator.watch.ResourceCache;
import io.eventtopology.operator.watch.ResourceKind;
import io.eventtopology.planner.naming.Labels;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings children into the wanted state by server-side apply. Writes only what differs, and never an object that belongs to
 * somebody else. Foreign fields survive, because only our fields are applied and compared.
 */
public final class ChildApplier {
    private static final Logger LOG = LoggerFactory.getLogger(ChildApplier.class);

    private final KubernetesClient client;
    private final ClusterState state;
    private final Map<String, Integer> lastApplied = new ConcurrentHashMap<>();

    /** Writes through the client, compares with the caches. */
    public ChildApplier(KubernetesClient client, ClusterState state) {
        this.client = client;
        this.state = state;
    }

    /**
     * Brings one object into the wanted state. Never throws for what the API server answers: the result says it.
     *
     * @param owner the resource that wants it, and its own object for the owner reference
     */
    public AppliedChild apply(
            Owner owner, HasMetadata ownerObject, HasMetadata wanted, Adoption adoption, Context<?> context) {
        GenericKubernetesResource desired = normalised(wanted);
        ChildRef ref = reference(desired);
        Optional<ResourceCache<GenericKubernetesResource>> cache = cacheOf(desired);
        if (cache.isEmpty()) {
            return new AppliedChild(
                    ref, Result.REFUSED, "The operator is not configured to write " + desired.getKind() + " objects");
        }
        if (!cache.get().isAvailable()) {
            return kindMissing(ref);
        }
        addOwnerReference(desired, owner, ownerObject);
        try {
            return applyKnown(owner, desired, ref, cache.get(), adoption, context);
        } catch (KubernetesClientException e) {
            LOG.debug("Cannot apply {} {}/{}", desired.getKind(), ref.namespace(), ref.name(), e);
            AppliedChild failed = failure(ref, e);
            if (failed.result() == Result.KIND_MISSING) {
                cache.get().kindIsGone();
            }
            return failed;
        }
    }

    private AppliedChild applyKnown(
            Owner owner,
            GenericKubernetesResource desired,
            ChildRef ref,
            ResourceCache<GenericKubernetesResource> cache,
            Adoption adoption,
            Context<?> context) {
        String namespace = desired.getMetadata().getNamespace();
        String name = desired.getMetadata().getName();
        String key = desired.getKind() + "/" + namespace + "/" + name;
        Optional<GenericKubernetesResource> actual = cache.get(namespace, name);
        if (actual.isEmpty()) {
            // The cache holds only labelled objects: a foreign one of that name shows only when asked for.
            actual = Optional.ofNullable(
                    client.genericKubernetesResources(cache.kind().context())
                            .inNamespace(namespace)
                            .withName(name)
                            .get());
        }
        Result result = Result.CREATED;
        List<String> differences = List.of();
        if (actual.isPresent()) {
            if (actual.get().getMetadata().getDeletionTimestamp() != null) {
                return new AppliedChild(ref, Result.FAILED, "It is being deleted; it is created again once it is gone");
            }
            Optional<Owner> holder = Owner.of(actual.get());
            if (holder.isPresent() && !holder.get().equals(owner)) {
                return conflict(ref, "it belongs to " + holder.get());
            }
            if (holder.isEmpty()) {
                if (!adoption.allows(owner, actual.get())) {
                    return conflict(ref, origin(actual.get()));
                }
                result = Result.ADOPTED;
            } else {
                differences = ChildComparison.differences(actual.get(), desired, context);
                if (differences.isEmpty()) {
                    lastApplied.put(key, desired.hashCode());
                    return new AppliedChild(ref, Result.UNCHANGED, "");
                }
                Integer last = lastApplied.get(key);
                result = last != null && last == desired.hashCode() ? Result.DRIFT_REVERTED : Result.UPDATED;
            }
        }
        GenericKubernetesResource written = client.genericKubernetesResources(
                        cache.kind().context())
                .inNamespace(namespace)
                .resource(desired)
                .fieldManager(Labels.OPERATOR)
                .forceConflicts()
                .serverSideApply();
        cache.wrote(written);
        lastApplied.put(key, desired.hashCode());
        LOG.info("{} {} {}/{} for {} {}", result, desired.getKind(), namespace, name, owner, differences);
        return new AppliedChild(ref, result, String.join(", ", differences));
    }

    /** Types differ between an object in memory and one that was read (Long and Integer): compare what would be read. */
    private GenericKubernetesResource normalised(HasMetadata wanted) {
        var serialization = client.getKubernetesSerialization();
        GenericKubernetesResource desired =
                serialization.unmarshal(serialization.asJson(wanted), GenericKubernetesResource.class);
        desired.getAdditionalProperties().remove("status");
        return desired;
    }

    /** A KafkaTopic never gets one, beside the owner neither: the garbage collector knows no policy, and would take the events. */
    private static void addOwnerReference(GenericKubernetesResource desired, Owner owner, HasMetadata ownerObject) {
        if (owner.namespace().equals(desired.getMetadata().getNamespace())
                && !desired.getKind().equals(ResourceKind.KAFKA_TOPIC.kind())) {
            desired.getMetadata()
                    .setOwnerReferences(List.of(new OwnerReferenceBuilder()
                            .withApiVersion(ownerObject.getApiVersion())
                            .withKind(ownerObject.getKind())
                            .withName(ownerObject.getMetadata().getName())
                            .withUid(ownerObject.getMetadata().getUid())
                            .withController(true)
                            .withBlockOwnerDeletion(false)
                            .build()));
        }
    }

    private Optional<ResourceCache<GenericKubernetesResource>> cacheOf(GenericKubernetesResource desired) {
        if (desired.getKind().equals(ResourceKind.EVENT_SERVICE.kind())) {
            return Optional.of(state.ownedServices());
        }
        return state.children().stream()
                .filter(c -> c.kind().kind().equals(desired.getKind())
                        && c.kind().apiVersion().equals(desired.getApiVersion()))
                .findFirst();
    }

    static ChildRef reference(GenericKubernetesResource object) {
        return new ChildRef(
                object.getApiVersion(),
                object.getKind(),
                object.getMetadata().getNamespace(),
                object.getMetadata().getName());
    }

    private static String origin(GenericKubernetesResource existing) {
        Map<String, String> annotations = existing.getMetadata().getAnnotations();
        String from = annotations == null ? null : annotations.get(Labels.RETAINED_FROM);
        return from == null
                ? "an object of that name exists and this operator did not create it"
                : "it was left behind by " + from + " and is kept for a resource of that name";
    }

    private static AppliedChild conflict(ChildRef ref, String why) {
        // Whoever deletes a KafkaTopic deletes the events in it.
        String what = ref.kind().equals(ResourceKind.KAFKA_TOPIC.kind())
                ? ". Give the event another type; or let it be taken over: spec.adoptionPolicy: Existing, where the"
                        + " administrator allows it (existingTopicsAdoptable of the cluster)"
                : ". Delete or rename that object, or rename this resource";
        return new AppliedChild(
                ref,
                Result.CONFLICT,
                ref.kind() + " " + ref.namespace() + "/" + ref.name() + " was not touched: " + why + what);
    }

    private static AppliedChild kindMissing(ChildRef ref) {
        return new AppliedChild(
                ref,
                Result.KIND_MISSING,
                "The API server does not know " + ref.apiVersion() + " " + ref.kind() + ": its CRD is not installed");
    }

    private static AppliedChild failure(ChildRef ref, KubernetesClientException e) {
        String what = ref.kind() + " " + ref.namespace() + "/" + ref.name() + ": ";
        return switch (e.getCode()) {
            case 400, 422 -> new AppliedChild(ref, Result.REFUSED, what + shortened(e));
            case 403 -> new AppliedChild(ref, Result.REFUSED, what + "the operator is not allowed to: " + shortened(e));
            // A namespace that is gone is named; a kind that the API server does not know is not.
            case 404 ->
                e.getStatus() != null && e.getStatus().getDetails() != null
                        ? new AppliedChild(ref, Result.FAILED, what + shortened(e))
                        : kindMissing(ref);
            default -> new AppliedChild(ref, Result.FAILED, what + shortened(e));
        };
    }

    private static String shortened(KubernetesClientException e) {
        String text = e.getStatus() != null && e.getStatus().getMessage() != null
                ? e.getStatus().getMessage()
                : String.valueOf(e.getMessage());
        return text.length() > 500 ? text.substring(0, 500) + "..." : text;
    }

    /** Forgets what was applied for an owner that is gone. */
    void forget(GenericKubernetesResource child) {
        lastApplied.remove(child.getKind() + "/" + child.getMetadata().getNamespace() + "/"
                + child.getMetadata().getName());
    }
}
