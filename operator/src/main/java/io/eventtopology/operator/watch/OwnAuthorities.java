package io.eventtopology.operator.watch;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether brokers of a Direct cluster have certificates of an authority of their own. They have when the cluster's Secret beside
 * the operator holds its certificate; without one, everybody trusts them already.
 */
final class OwnAuthorities {
    /** Key of the authority's certificate in the cluster's Secret. */
    static final String CERTIFICATE = "ca.crt";

    /** A change is noticed within this time; a read for each look at a cluster would be wasteful. */
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final String operatorNamespace;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    private record Known(boolean hasCertificate, long atNanos) {}

    OwnAuthorities(KubernetesClient client, String operatorNamespace) {
        this.client = client;
        this.operatorNamespace = operatorNamespace;
    }

    /** Whether the Secret has the certificate; a Secret that does not exist yet may come to have it, and is waited for. */
    boolean areInSecret(String name) {
        Known last = known.get(name);
        if (last != null && System.nanoTime() - last.atNanos() < FRESH.toNanos()) {
            return last.hasCertificate();
        }
        Secret secret =
                client.secrets().inNamespace(operatorNamespace).withName(name).get();
        if (secret == null) {
            return true;
        }
        boolean hasCertificate = secret.getData() != null && secret.getData().containsKey(CERTIFICATE);
        known.put(name, new Known(hasCertificate, System.nanoTime()));
        return hasCertificate;
    }
}
