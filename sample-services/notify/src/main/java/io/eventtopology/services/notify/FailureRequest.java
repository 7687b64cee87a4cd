package io.eventtopology.services.notify;

import io.eventtopology.services.notify.failure.Failure;
import io.eventtopology.services.notify.failure.FailureMode;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How the service is to fail.
 *
 * @param mode how attempts fail, see {@link FailureMode}
 * @param eventType only attempts at events of this type fail; without it, of every type
 * @param times attempts that fail; without it all, until it is switched off
 */
public record FailureRequest(
        @NotNull
        @Pattern(regexp = "none|retryable|poison", message = "must be none, retryable or poison")
        @Schema(enumeration = {"none", "retryable", "poison"})
        String mode,

        @Size(min = 1, max = 200) @Nullable String eventType,
        @Min(1) @Nullable Long times) {
    Failure failure() {
        FailureMode named = FailureMode.ofLabel(mode);
        return named == FailureMode.NONE ? Failure.NONE : new Failure(named, eventType, times);
    }
}
