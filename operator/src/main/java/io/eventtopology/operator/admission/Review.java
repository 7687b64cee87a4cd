package io.eventtopology.operator.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.eventtopology.crds.ContractSerialization;
import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.operator.watch.ClusterState;
import io.eventtopology.operator.watch.ResourceCache;
import io.eventtopology.planner.model.Catalog;
import io.eventtopology.planner.model.Platform;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Judges requests by what the caches hold, with the planner that the reconcilers use. Writes nothing, so that a dry run is judged
 * like any other request.
 */
final class Review {
    private static final String GROUP = "eventtopology.io";

    private final KubernetesSerialization serialization = ContractSerialization.create();
    private final KubernetesClient client;
    private final ClusterState state;
    private final Catalog catalog;
    private final Supplier<Platform> platform;
    private final Set<String> watchNamespaces;

    /**
     * Judges with these parts.
     *
     * @param client asks whether a namespace is being deleted
     * @param catalog what exists
     * @param platform what is installed at the moment
     * @param watchNamespaces namespaces whose resources are reconciled; all when empty
     */
    Review(
            KubernetesClient client,
            ClusterState state,
            Catalog catalog,
            Supplier<Platform> platform,
            Set<String> watchNamespaces) {
        this.client = client;
        this.state = state;
        this.catalog = catalog;
        this.platform = platform;
        this.watchNamespaces = Set.copyOf(watchNamespaces);
    }

    /**
     * Judges a request.
     *
     * @throws NotJudgedException when the caches do not hold yet what exists
     * @throws RuntimeException when the API server must be asked something and does not answer, or when the request cannot be read
     */
    Verdict judge(AdmissionRequest request) {
        if (!isOurs(request)) {
            return Verdict.ALLOWED;
        }
        requireFilled(state.topologies(), request.namespace());
        requireFilled(state.services(), request.namespace());
        state.kafkas().filter(ResourceCache::isAvailable).ifPresent(Review::requireFilled);
        Verdict verdict = request.kind().equals("EventTopology") ? topology(request) : service(request);
        // Asked only now: hardly any request comes this far.
        return verdict.isAllowed() || !isBeingDeleted(request.namespace())
                ? verdict
                : new Verdict(List.of(), verdict.warnings());
    }

    /** Whether the request changes what somebody wants of a resource that the operator reconciles. */
    private boolean isOurs(AdmissionRequest request) {
        boolean ofOurKind = request.group().equals(GROUP)
                && (request.kind().equals("EventTopology") || request.kind().equals("EventService"));
        return ofOurKind
                && request.subresource().isEmpty()
                && Set.of("CREATE", "UPDATE", "DELETE").contains(request.operation())
                && (watchNamespaces.isEmpty() || watchNamespaces.contains(request.namespace()))
                && !request.isOfDeletedResource()
                && !request.leavesSpecAlone();
    }

    private Verdict topology(AdmissionRequest request) {
        TopologyRules rules = new TopologyRules(new RequestCatalog(catalog), platform.get());
        EventTopology stored = read(request.oldObject(), EventTopology.class);
        EventTopology proposed = read(request.object(), EventTopology.class);
        if (proposed != null) {
            return rules.judge(proposed, stored);
        }
        return stored == null ? Verdict.ALLOWED : rules.judgeDeletion(stored);
    }

    private Verdict service(AdmissionRequest request) {
        ServiceRules rules = new ServiceRules(new RequestCatalog(catalog), platform.get());
        EventService stored = read(request.oldObject(), EventService.class);
        EventService proposed = read(request.object(), EventService.class);
        if (proposed != null) {
            return rules.judge(proposed, stored);
        }
        return stored == null ? Verdict.ALLOWED : rules.judgeDeletion(stored);
    }

    private <T extends HasMetadata> @Nullable T read(@Nullable JsonNode node, Class<T> type) {
        return node == null ? null : serialization.convertValue(node, type);
    }

    /** A namespace that the operator may not read takes nothing away from the others. */
    private static void requireFilled(ResourceCache<?> cache, String namespace) {
        requireFilled(cache);
        if (!cache.hasSynced(namespace)) {
            throw unread(cache);
        }
    }

    private static void requireFilled(ResourceCache<?> cache) {
        if (!cache.isAvailable() || !cache.isReadOrRefused()) {
            throw unread(cache);
        }
    }

    private static NotJudgedException unread(ResourceCache<?> cache) {
        return new NotJudgedException(
                "starting",
                "the operator has not read yet which objects of kind "
                        + cache.kind().kind() + " exist");
    }

    private boolean isBeingDeleted(String name) {
        Namespace namespace = client.namespaces().withName(name).get();
        return namespace == null || namespace.getMetadata().getDeletionTimestamp() != null;
    }
}
