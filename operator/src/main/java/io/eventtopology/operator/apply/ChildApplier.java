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
            return new AppliedChild(
                    ref,
                    Result.KIND_MISSING,
                    "The API server does not know " + desired.getApiVersion() + " " + desired.getKind()
                            + ": its CRD is not installed");
        }
        addOwnerReference(desired, owner, ownerObject);
        try {
            return applyKnown(owner, desired, ref, cache.get(), adoption, context);
        } catch (KubernetesClientException e) {
            LOG.debug("Cannot apply {} {}/{}", desired.getKind(), ref.namespace(), ref.name(), e);
            return failure(ref, e);
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
                    return conflict(ref, "an object of that name exists and this operator did not create it");
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

    private static void addOwnerReference(GenericKubernetesResource desired, Owner owner, HasMetadata ownerObject) {
        if (owner.namespace().equals(desired.getMetadata().getNamespace())) {
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

    private static AppliedChild conflict(ChildRef ref, String why) {
        return new AppliedChild(
                ref,
                Result.CONFLICT,
                ref.kind() + " " + ref.namespace() + "/" + ref.name() + " was not touched: " + why
                        + ". Delete or rename that object, or rename this resource");
    }

    private static AppliedChild failure(ChildRef ref, KubernetesClientException e) {
        String what = ref.kind() + " " + ref.namespace() + "/" + ref.name() + ": ";
        return switch (e.getCode()) {
            case 400, 422 -> new AppliedChild(ref, Result.REFUSED, what + shortened(e));
            case 403 -> new AppliedChild(ref, Result.REFUSED, what + "the operator is not allowed to: " + shortened(e));
            case 404 -> new AppliedChild(ref, Result.KIND_MISSING, what + shortened(e));
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
