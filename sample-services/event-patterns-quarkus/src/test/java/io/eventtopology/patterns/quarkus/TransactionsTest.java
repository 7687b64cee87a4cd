package io.eventtopology.patterns.quarkus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.eventtopology.patterns.consumer.FailureKind;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What handlers get to see of the database. */
final class TransactionsTest {
    /** Without the wrapping, a message whose service was short of connections for some seconds became a dead letter. */
    @Test
    void a_pool_without_a_free_connection_makes_no_event_poison() {
        Transactions transactions = new Transactions(exhausted());

        assertThat(FailureKind.of(catchThrowable(() -> transactions.write(connection -> 1))))
                .isEqualTo(FailureKind.DATABASE_DOWN);
        assertThat(FailureKind.of(catchThrowable(() -> transactions.read(connection -> 1))))
                .isEqualTo(FailureKind.DATABASE_DOWN);
    }

    /** A stand-in: a real pool would have to be kept busy for its whole timeout. */
    private static DataSource exhausted() {
        return (DataSource) Proxy.newProxyInstance(
                TransactionsTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                    throw new SQLException("Sorry, acquisition timeout!");
                });
    }
}
