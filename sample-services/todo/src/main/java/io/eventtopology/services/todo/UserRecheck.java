package io.eventtopology.services.todo;

import io.eventtopology.patterns.quarkus.Transactions;
import io.eventtopology.services.todo.user.UserCheck;
import io.eventtopology.services.todo.user.UserDirectory;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Asks again about users who could not be verified when their tasks were created. Tasks of users who turn out not to exist stay, are
 * reported in the log and are not asked about again: to delete them is for people to decide. {@code todo_unverified_todos} tells how many
 * tasks wait.
 */
@Singleton
final class UserRecheck {
    private static final Logger LOG = Logger.getLogger(UserRecheck.class);
    private static final int USERS = 100;

    private final Transactions transactions;
    private final TodoTable table;
    private final UserDirectory users;
    private final Duration interval;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("user-recheck").daemon().factory());
    private volatile double waiting;

    UserRecheck(
            Transactions transactions,
            TodoTable table,
            UserDirectory users,
            TodoSettings settings,
            MeterRegistry registry) {
        this.transactions = transactions;
        this.table = table;
        this.users = users;
        this.interval = settings.userRecheckInterval();
        Gauge.builder("todo.unverified.todos", this, recheck -> recheck.waiting)
                .description("Todos whose user could not be verified yet")
                .register(registry);
    }

    void start(@Observes StartupEvent started) {
        var unused = thread.scheduleWithFixedDelay(
                this::look, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent stopping) {
        thread.shutdownNow();
    }

    private void look() {
        try {
            for (String userId : transactions.read(connection -> table.pendingUsers(connection, USERS))) {
                UserCheck check = users.check(userId);
                if (check == UserCheck.PENDING) {
                    // Still away.
                    break;
                }
                decide(userId, check);
            }
            waiting = transactions.read(table::pending);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.warn("Users were not verified; the next look follows", e);
        }
    }

    private void decide(String userId, UserCheck check) {
        int todos = transactions.write(connection -> table.decide(connection, userId, check));
        if (check == UserCheck.UNKNOWN) {
            LOG.warnf("%d todos belong to %s, whom the user service does not know", todos, userId);
        } else {
            LOG.infof("The user of %d todos is verified", todos);
        }
    }
}
