package io.eventtopology.patterns.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What failures mean. */
final class FailureKindTest {
    /** One state of each class that PostgreSQL's appendix A lists and that matters here. */
    @ParameterizedTest
    @CsvSource({
        "08000, DATABASE_DOWN", // connection_exception
        "08006, DATABASE_DOWN", // connection_failure
        "57P01, DATABASE_DOWN", // admin_shutdown
        "57P03, DATABASE_DOWN", // cannot_connect_now
        "25006, RETRYABLE", // read_only_sql_transaction: the server became a replica
        "25P03, RETRYABLE", // idle_in_transaction_session_timeout
        "40001, RETRYABLE", // serialization_failure
        "40P01, RETRYABLE", // deadlock_detected
        "53100, RETRYABLE", // disk_full
        "53300, RETRYABLE", // too_many_connections
        "55P03, RETRYABLE", // lock_not_available
        "57014, RETRYABLE", // query_canceled
        "58030, RETRYABLE", // io_error
        "22001, FINAL", // string_data_right_truncation
        "23505, FINAL", // unique_violation
        "25P02, FINAL", // in_failed_sql_transaction: the handler went on after an error
        "42P01, FINAL", // undefined_table
        "XX000, FINAL", // internal_error
    })
    void sqlStates(String state, FailureKind kind) {
        assertThat(FailureKind.of(new SQLException("as PostgreSQL says it", state)))
                .isEqualTo(kind);
        assertThat(FailureKind.of(new IllegalStateException(new SQLException("wrapped", state))))
                .isEqualTo(kind);
    }

    @Test
    void exceptionsOfDriversAndPools() {
        assertThat(FailureKind.of(new SQLTransientConnectionException("none free")))
                .isEqualTo(FailureKind.DATABASE_DOWN);
        assertThat(FailureKind.of(new SQLTimeoutException("took too long"))).isEqualTo(FailureKind.RETRYABLE);
        assertThat(FailureKind.of(new SQLRecoverableException("again"))).isEqualTo(FailureKind.RETRYABLE);
        // As Agroal says it when a pool is exhausted: no fault of the event, which was dead-lettered as poison once.
        assertThat(FailureKind.of(new SQLException("Sorry, acquisition timeout!")))
                .isEqualTo(FailureKind.RETRYABLE);
    }

    /** What a handler says of itself counts before what made it say so. */
    @Test
    void theOutermostWordCounts() {
        SQLException deadlock = new SQLException("deadlock", "40P01");
        assertThat(FailureKind.of(new PoisonEventException("no such user", deadlock)))
                .isEqualTo(FailureKind.FINAL);
        assertThat(FailureKind.of(new RetryableEventException("not yet", new PoisonEventException("inner"))))
                .isEqualTo(FailureKind.RETRYABLE);
        assertThat(FailureKind.of(new IllegalArgumentException("anything else")))
                .isEqualTo(FailureKind.FINAL);
        assertThat(FailureKind.of(new IOException("anything else"))).isEqualTo(FailureKind.FINAL);
        assertThat(FailureKind.of(new InterruptedException())).isEqualTo(FailureKind.RETRYABLE);
    }
}
