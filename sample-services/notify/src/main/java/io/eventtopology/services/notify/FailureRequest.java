package io.eventtopology.services.notify;

import io.eventtopology.services.notify.failure.Failure;
import io.eventtopology.services.notify.failure.FailureMode;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * How the service is to fail.
 *
 * @param mode how attempts fail
 * @param eventType only attempts at events of this type fail; without it, of every type
 * @param times attempts that fail; without it all, until it is switched off
 */
public record FailureRequest(
        @NotNull FailureMode mode,
        @Size(min = 1, max = 200) @Nullable String eventType,
        @Min(1) @Nullable Long times) {
    Failure failure() {
        return mode == FailureMode.NONE ? Failure.NONE : new Failure(mode, eventType, times);
    }
}
