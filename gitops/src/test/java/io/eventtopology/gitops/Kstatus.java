package io.eventtopology.gitops;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The rules of kstatus for custom resources, which Flux, Helm 4's {@code --wait} and others judge by (sigs.k8s.io/cli-utils,
 * pkg/kstatus/status: core.go {@code checkGenericProperties}, status.go {@code checkReadyCondition}). That library (0.37.2) and
 * Flux's copy of it (github.com/fluxcd/cli-utils 1.3.0) were asked about every recorded resource, also with a newer generation
 * and while it is deleted, and said the same.
 */
enum Kstatus {
    InProgress,
    Failed,
    Current,
    Terminating;

    static Kstatus of(JsonNode resource) {
        if (resource.at("/metadata/deletionTimestamp").isTextual()) {
            return Terminating;
        }
        JsonNode status = resource.path("status");
        JsonNode observed = status.path("observedGeneration");
        if (!observed.isMissingNode()
                && observed.asLong() != resource.at("/metadata/generation").asLong()) {
            return InProgress;
        }
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("status").asText().equals("True")) {
                switch (condition.path("type").asText()) {
                    case "Reconciling" -> {
                        return InProgress;
                    }
                    case "Stalled" -> {
                        return Failed;
                    }
                    default -> {}
                }
            }
        }
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition.path("status").asText().equals("True") ? Current : InProgress;
            }
        }
        return Current;
    }
}
