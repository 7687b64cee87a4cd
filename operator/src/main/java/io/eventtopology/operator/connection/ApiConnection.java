package io.eventtopology.operator.connection;

import io.eventtopology.crds.ContractSerialization;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The operator's connection to the API server: one client that honours {@code Retry-After}, knows which of its watches
 * fell silent, and writes only with a Lease where that is asked for.
 */
public final class ApiConnection implements AutoCloseable {
    private final OpenWatches watches = new OpenWatches();
    private final LeaseFence fence = new LeaseFence();
    private final AtomicLong lastAnswerNanos = new AtomicLong(System.nanoTime());
    private final KubernetesClient client;
    private @Nullable KubernetesClient metadataClient;

    private ApiConnection(Config config) {
        client = builder(config).build();
    }

    private KubernetesClientBuilder builder(Config config) {
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(ContractSerialization.generic())
                .withHttpClientFactory(new AttentiveHttpClientFactory(
                        jdk -> new AttentiveHttpClient(jdk, watches, fence, lastAnswerNanos)));
    }

    /** A connection with these settings; opens no socket yet. */
    public static ApiConnection of(Config config) {
        return new ApiConnection(config);
    }

    /** The client. */
    public KubernetesClient client() {
        return client;
    }

    /**
     * A client to which the API server tells names and versions of Secrets, and nothing of what is in them. It exists from the first call on:
     * not every connection needs one.
     */
    public synchronized KubernetesClient metadataClient() {
        if (metadataClient == null) {
            metadataClient = builder(client.getConfiguration())
                    .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("metadata", new OnlyMetadata()))
                    .build();
        }
        return metadataClient;
    }

    /** The watches of both clients. */
    public OpenWatches watches() {
        return watches;
    }

    /** From now on nothing is written unless a Lease was renewed through this connection within this time. */
    public void requireLease(Duration validity) {
        fence.close(validity);
    }

    /** How long ago the API server last answered anything but a watch; from the start when it never did. */
    public Duration sinceLastAnswer() {
        return Duration.ofNanos(System.nanoTime() - lastAnswerNanos.get());
    }

    /** Asks the API server something that everybody may ask, without waiting: {@link #sinceLastAnswer()} tells then. */
    public void ask() {
        var http = client.getHttpClient();
        var unused = http.sendAsync(
                http.newHttpRequestBuilder()
                        .uri(client.getMasterUrl().toString() + "version")
                        .build(),
                String.class);
    }

    @Override
    public synchronized void close() {
        if (metadataClient != null) {
            metadataClient.close();
        }
        client.close();
    }
}
