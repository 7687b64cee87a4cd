package io.eventtopology.services.todo.user;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Fallback;
import org.eclipse.microprofile.faulttolerance.Timeout;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.jboss.logging.Logger;

/**
 * Tells whether a user exists, also when the User service is away: then it says {@link UserCheck#PENDING}.
 *
 * <p>Retries are made in one layer only, the sidecar, by the Resiliency that the operator renders from {@code calls} (for the bundled
 * service 3 attempts of 2 s, 200 ms apart). Two layers would multiply: 3 × 3 calls for one question. So here there is no retry, and:
 *
 * <ul>
 *   <li>a timeout above what the sidecar's attempts can take in all (6.4 s);
 *   <li>a circuit breaker: while the User service is away, nobody waits for it. It opens when half of 8 questions failed, lets one through
 *       after 10 s, and closes after 2 good answers;
 *   <li>a bulkhead: at most 8 questions at once, so that a slow User service cannot take all threads of this one. What is beyond is
 *       refused at once, and says nothing about the User service, so the circuit does not count it.
 * </ul>
 *
 * Each can be set from outside, for example {@code
 * io.eventtopology.services.todo.user.UserDirectory/check/CircuitBreaker/delay}, and is measured: {@code ft_circuitbreaker_calls_total},
 * {@code ft_circuitbreaker_state_current}, {@code ft_bulkhead_calls_total}, {@code ft_timeout_calls_total},
 * {@code ft_invocations_total} with {@code fallback="applied"}, and {@code todo_user_checks_total} by outcome.
 */
@Singleton
public class UserDirectory {
    private static final Logger LOG = Logger.getLogger(UserDirectory.class);

    private final UserClient client;
    private final MeterRegistry registry;

    UserDirectory(UserClient client, MeterRegistry registry) {
        this.client = client;
        this.registry = registry;
    }

    /** What the User service says about a user; {@code PENDING} when it says nothing. */
    @Fallback(fallbackMethod = "undecided")
    @CircuitBreaker(
            requestVolumeThreshold = 8,
            failureRatio = 0.5,
            delay = 10,
            delayUnit = ChronoUnit.SECONDS,
            successThreshold = 2,
            skipOn = BulkheadException.class)
    @Timeout(value = 7, unit = ChronoUnit.SECONDS)
    @Bulkhead(8)
    public UserCheck check(String userId) throws UserServiceException, InterruptedException {
        return counted(client.knows(userId) ? UserCheck.VERIFIED : UserCheck.UNKNOWN);
    }

    /** The default. */
    UserCheck undecided(String userId, Throwable why) {
        LOG.infof("A user is not verified now but later: %s", why.toString());
        return counted(UserCheck.PENDING);
    }

    private UserCheck counted(UserCheck outcome) {
        registry.counter("todo.user.checks", "outcome", outcome.name().toLowerCase(Locale.ROOT))
                .increment();
        return outcome;
    }
}
