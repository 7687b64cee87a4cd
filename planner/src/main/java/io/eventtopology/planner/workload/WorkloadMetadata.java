package io.eventtopology.planner.workload;

import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.naming.ObjectMetas;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Names and labels of the objects that run a service. */
final class WorkloadMetadata {
    private static final String NAME = "app.kubernetes.io/name";
    private static final String SERVICE = "eventtopology.io/service";

    private WorkloadMetadata() {}

    /** Metadata of an object in the namespace of the service. */
    static ObjectMeta of(ResolvedService service, String name) {
        return metas(service).named(service.namespace(), name, selector(service));
    }

    /**
     * Labels by which pods are selected; a Deployment never changes them. {@code app.kubernetes.io/instance} is not among
     * them: Argo CD tracks its own objects by it.
     */
    static SortedMap<String, String> selector(ResolvedService service) {
        return new TreeMap<>(Map.of(NAME, service.name(), SERVICE, service.name()));
    }

    /** Labels of every object, the selector included. */
    static SortedMap<String, String> labels(ResolvedService service) {
        SortedMap<String, String> labels = new TreeMap<>(metas(service).labels());
        labels.putAll(selector(service));
        return labels;
    }

    private static ObjectMetas metas(ResolvedService service) {
        return ObjectMetas.ofService(
                service.namespace(), service.name(), service.topology().name());
    }
}
