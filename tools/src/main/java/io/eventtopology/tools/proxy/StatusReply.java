package io.eventtopology.tools.proxy;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A failure as the API server words it: an HTTP status and a body of kind {@code Status}. */
record StatusReply(int code, String reason, @Nullable Duration retryAfter) {

    StatusReply {
        if (code < 400 || code > 599) {
            throw new IllegalArgumentException("An injected failure needs a status from 400 to 599, not " + code);
        }
    }

    String json() {
        StatusBuilder status = new StatusBuilder()
                .withStatus("Failure")
                .withCode(code)
                .withReason(reason)
                .withMessage("injected by the fault proxy: " + code + " " + reason);
        if (retryAfter != null) {
            status.withNewDetails()
                    .withRetryAfterSeconds((int) retryAfter.toSeconds())
                    .endDetails();
        }
        Status built = status.build();
        return Serialization.asJson(built);
    }
}
