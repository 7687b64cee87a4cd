package io.eventtopology.services.notify;

import io.eventtopology.services.notify.failure.Attempt;
import java.util.List;

/**
 * Attempts to handle an event.
 *
 * @param attempts in the order in which they began
 */
public record AttemptPage(List<Attempt> attempts) {
    /** Copies. */
    public AttemptPage {
        attempts = List.copyOf(attempts);
    }
}
