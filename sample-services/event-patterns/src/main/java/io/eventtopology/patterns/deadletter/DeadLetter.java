package io.eventtopology.patterns.deadletter;

import io.cloudevents.CloudEvent;
import java.sql.SQLException;
import java.util.Map;

/**
 * An event that cannot be handled.
 *
 * @param event the event as it came
 * @param reason one of {@link #POISON}, {@link #ATTEMPTS_EXHAUSTED}, {@link #NO_HANDLER}
 * @param error what went wrong at last, at most 1,000 characters
 * @param attempts how many times it was tried
 * @param handler app and route that could not handle it
 * @param metadata what the broker knows of the message
 */
public record DeadLetter(
        CloudEvent event, String reason, String error, int attempts, String handler, Map<String, String> metadata) {
    /** No attempt can succeed. */
    public static final String POISON = "poison";
    /** The last of the attempts that the EventTopology allows has failed. */
    public static final String ATTEMPTS_EXHAUSTED = "attempts-exhausted";
    /** It was delivered to a route without a handler. */
    public static final String NO_HANDLER = "no-handler";

    private static final int ERROR_LIMIT = 1000;

    /** Cuts the error and copies. */
    public DeadLetter {
        error = error.length() <= ERROR_LIMIT ? error : error.substring(0, ERROR_LIMIT);
        metadata = Map.copyOf(metadata);
    }

    /**
     * What went wrong, for people. Of SQL errors only the state: their messages may quote values.
     */
    public static String describe(Throwable failure) {
        StringBuilder text = new StringBuilder();
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 5; cause = cause.getCause(), depth++) {
            String said = cause instanceof SQLException sql
                    ? "SQL state " + sql.getSQLState()
                    : cause.getMessage() == null ? "" : cause.getMessage();
            text.append(text.isEmpty() ? "" : " ← ").append(cause.getClass().getSimpleName());
            text.append(said.isEmpty() ? "" : ": " + said);
        }
        return text.toString();
    }
}
