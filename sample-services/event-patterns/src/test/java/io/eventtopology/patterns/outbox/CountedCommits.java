package io.eventtopology.patterns.outbox;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A data source whose connections count the ends of their transactions. */
final class CountedCommits {
    private final DataSource database;
    private final AtomicInteger count;

    CountedCommits(DataSource database, AtomicInteger count) {
        this.database = database;
        this.count = count;
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
