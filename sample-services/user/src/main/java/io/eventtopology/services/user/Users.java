package io.eventtopology.services.user;

import io.eventtopology.patterns.envelope.EventFactory;
import io.eventtopology.patterns.outbox.Outbox;
import io.eventtopology.patterns.quarkus.DatabaseException;
import io.eventtopology.patterns.quarkus.Transactions;
import io.eventtopology.patterns.quarkus.problem.ProblemException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response.Status;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Registers users, and knows them. */
@Singleton
final class Users {
    private final Transactions transactions;
    private final Accounts accounts;
    private final Outbox outbox;
    private final EventFactory events;
    private final Clock clock;

    Users(Transactions transactions, Accounts accounts, Outbox outbox, EventFactory events, Clock clock) {
        this.transactions = transactions;
        this.accounts = accounts;
        this.outbox = outbox;
        this.events = events;
        this.clock = clock;
    }

    /** Keeps the account and tells of it, in one transaction. */
    User register(Registration registration) {
        User user = new User(
                UUID.randomUUID(),
                registration.name().strip(),
                registration.email().strip(),
                // As exact as PostgreSQL keeps it, so that what is answered now is what is read later.
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        try {
            return transactions.write(connection -> {
                accounts.insert(connection, user);
                outbox.append(
                        connection,
                        events.create(UserRegistered.TYPE, user.userId().toString(), UserRegistered.of(user)));
                return user;
            });
        } catch (DatabaseException e) {
            if (e.violates(Accounts.UNIQUE_EMAIL)) {
                throw new ProblemException(Status.CONFLICT, "A user with this e-mail address is registered already");
            }
            throw e;
        }
    }

    Optional<User> find(UUID id) {
        return transactions.read(connection -> accounts.find(connection, id));
    }

    UserPage list(@Nullable UUID after, int limit) {
        return UserPage.of(transactions.read(connection -> accounts.list(connection, after, limit + 1)), limit);
    }
}
