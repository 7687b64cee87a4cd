package io.eventtopology.planner.model;

import io.eventtopology.crds.BundledService;
import java.util.Map;

/**
 * What the administrator set for the whole installation.
 *
 * @param operatorNamespace namespace of the operator, which may reach the sidecars' metadata
 * @param daprVersion version of the Dapr control plane
 * @param keda whether KEDA's CRD is installed
 * @param trustDomain Dapr's trust domain, for access control; Dapr's default is public
 * @param images images of the bundled services
 */
public record Platform(
        String operatorNamespace,
        DaprVersion daprVersion,
        boolean keda,
        String trustDomain,
        Map<BundledService, String> images) {
    /** Copies the images. */
    public Platform {
        images = Map.copyOf(images);
    }
}
