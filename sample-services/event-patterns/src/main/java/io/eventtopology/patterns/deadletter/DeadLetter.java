package io.eventtopology.patterns.deadletter;

import io.cloudevents.CloudEvent;
import java.sql.SQLException;
import java.util.regex.Pattern;

/**
 * An event that cannot be handled.
 *
 * @param event the event as it came
 * @param reason one of {@link #POISON}, {@link #ATTEMPTS_EXHAUSTED}, {@link #NO_HANDLER}, {@link #UNREADABLE}
 * @param error what went wrong at last, in one line of at most 1,000 characters
 * @param attempts how many times it was tried
 * @param handler app and route that could not handle it
 * @param origin where it came from
 */
public record DeadLetter(
        CloudEvent event, String reason, String error, int attempts, String handler, MessageOrigin origin) {
    /** No attempt can succeed. */
    public static final String POISON = "poison";
    /** The last of the attempts that the EventTopology allows has failed. */
    public static final String ATTEMPTS_EXHAUSTED = "attempts-exhausted";
    /** It was delivered to a route without a handler. */
    public static final String NO_HANDLER = "no-handler";

    /** It is no CloudEvent. */
    public static final String UNREADABLE = "unreadable";

    private static final int ERROR_LIMIT = 1000;

    private static final int DEEPEST_CAUSE = 5;
    /** Attributes of a CloudEvent hold no control characters and no halves of surrogate pairs (CloudEvents 1.0, type system). */
    private static final Pattern UNFIT = Pattern.compile("[\\p{Cntrl}\\p{Cs}\\x{FFFE}\\x{FFFF}]+");

    /** Makes an attribute of the error. */
    public DeadLetter {
        error = UNFIT.matcher(error.length() <= ERROR_LIMIT ? error : error.substring(0, ERROR_LIMIT))
                .replaceAll(" ");
    }

    /**
     * What went wrong, for people: the failure and its causes, without their traces. Of SQL errors only the state, since their messages
     * may quote values.
     */
    public static String describe(Throwable failure) {
        StringBuilder text = new StringBuilder();
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < DEEPEST_CAUSE; cause = cause.getCause(), depth++) {
            String said = said(cause);
            text.append(text.isEmpty() ? "" : " ← ").append(cause.getClass().getSimpleName());
            text.append(said.isEmpty() ? "" : ": " + said);
        }
        return text.toString();
    }

    private static String said(Throwable cause) {
        if (cause instanceof SQLException sql) {
            return sql.getSQLState() == null ? "" : "SQL state " + sql.getSQLState();
        }
        String message = cause.getMessage();
        // What wraps a cause without a word of its own repeats it, and may so repeat an SQL error.
        return message == null
                        || cause.getCause() != null
                                && message.equals(cause.getCause().toString())
                ? ""
                : message;
    }
}
