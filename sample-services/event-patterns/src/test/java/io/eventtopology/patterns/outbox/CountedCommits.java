package io.eventtopology.patterns.outbox;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A data source whose connections count the ends of their transactions. */
final class CountedCommits {
    private final DataSource database;
    private final AtomicInteger count = new AtomicInteger();

    CountedCommits(DataSource database) {
        this.database = database;
    }

    /** Transactions so far. */
    int count() {
        return count.get();
    }

    /** Waits until no transaction has ended for so long. */
    void awaitQuiet(Duration time) throws InterruptedException {
        int seen = count();
        long since = System.nanoTime();
        while (System.nanoTime() - since < time.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(5);
            if (count() != seen) {
                seen = count();
                since = System.nanoTime();
            }
        }
    }

    DataSource source() {
        return proxy(DataSource.class, database, true);
    }

    private <T> T proxy(Class<T> type, T target, boolean wraps) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().equals("commit") || method.getName().equals("rollback")) {
                        count.incrementAndGet();
                    }
                    Object answer = called(target, method, arguments);
                    return wraps && answer instanceof Connection connection
                            ? proxy(Connection.class, connection, false)
                            : answer;
                }));
    }

    private static @Nullable Object called(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws SQLException {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SQLException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
