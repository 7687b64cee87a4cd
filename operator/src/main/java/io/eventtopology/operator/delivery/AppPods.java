package io.eventtopology.operator.delivery;

import io.eventtopology.operator.watch.TrimmedPod;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pods of Deployments that the operator only wires. No label tells them, only Dapr's annotation: the pods of their namespace are
 * read in pages, once for all services of the namespace, and held for seconds.
 */
final class AppPods {
    private static final Logger LOG = LoggerFactory.getLogger(AppPods.class);
    private static final long PAGE = 250;
    private static final long FRESH_NANOS = 5_000_000_000L;

    private final KubernetesClient client;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    private record Seen(List<RunningPod> pods, long atNanos) {
        boolean isFresh() {
            return System.nanoTime() - atNanos < FRESH_NANOS;
        }
    }

    AppPods(KubernetesClient client) {
        this.client = client;
    }

    /** Pods with this app id that run; empty when they cannot be read. */
    Optional<List<RunningPod>> of(String namespace, String appId) {
        try {
            return Optional.of(read(namespace, appId));
        } catch (KubernetesClientException e) {
            LOG.debug("The pods of namespace {} cannot be read: {}", namespace, e.getMessage());
            return Optional.empty();
        }
    }

    private List<RunningPod> read(String namespace, String appId) {
        Seen now = seen.compute(
                namespace,
                (name, before) ->
                        before != null && before.isFresh() ? before : new Seen(read(name), System.nanoTime()));
        seen.values().removeIf(other -> !other.isFresh());
        return now.pods().stream().filter(pod -> pod.isOfApp(appId)).toList();
    }

    private List<RunningPod> read(String namespace) {
        List<RunningPod> pods = new ArrayList<>();
        String from = null;
        do {
            PodList page = client.pods()
                    .inNamespace(namespace)
                    .withField("status.phase", "Running")
                    .list(new ListOptionsBuilder()
                            .withLimit(PAGE)
                            .withContinue(from)
                            .build());
            page.getItems().stream()
                    .map(TrimmedPod::of)
                    .filter(AppPods::isOfAnApp)
                    .map(RunningPod::new)
                    .forEach(pods::add);
            from = next(page);
        } while (from != null);
        return pods;
    }

    private static boolean isOfAnApp(Pod pod) {
        return pod.getMetadata().getAnnotations() != null
                && !pod.getMetadata().getAnnotations().isEmpty();
    }

    private static @Nullable String next(PodList page) {
        String from = page.getMetadata().getContinue();
        return from == null || from.isEmpty() ? null : from;
    }
}
