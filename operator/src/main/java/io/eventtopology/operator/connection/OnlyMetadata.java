package io.eventtopology.operator.connection;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.URI;

/**
 * Asks for the metadata of Secrets only, when they are listed or watched: PartialObjectMetadata, which every API server since 1.15
 * offers (kubernetes.io, "Kubernetes API Concepts", metadata-only fetches).
 */
final class OnlyMetadata implements Interceptor {
    private static final String ONE = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    private static final String LIST = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

    @Override
    public void before(BasicBuilder request, HttpRequest http, RequestTags tags) {
        URI uri = http.uri();
        if (uri.getPath().endsWith("/secrets")) {
            boolean watch = String.valueOf(uri.getQuery()).contains("watch=true");
            request.setHeader("Accept", watch ? ONE : LIST);
        }
    }
}
