package io.eventtopology.operator.health;

import io.eventtopology.operator.connection.ApiConnection;
import java.time.Duration;
import java.util.List;

/**
 * Tells a hung watch from a quiet one, and from an API server that is away. Bookmarks come about once a minute even when nothing
 * happens; only a watch whose connection is dead hears nothing for longer while the API server answers other requests. All
 * watches of the client count, those of the framework too.
 */
public final class WatchHealth {
    /** A bookmark is due every minute; this allows for one that is late. */
    public static final Duration LONGEST_SILENCE = Duration.ofSeconds(100);

    /** Who answered within this time is there. */
    private static final Duration PRESENT = Duration.ofSeconds(30);

    private final ApiConnection connection;
    private final Duration longestSilence;

    /** Looks at the watches of a connection. */
    public WatchHealth(ApiConnection connection) {
        this(connection, LONGEST_SILENCE);
    }

    /** Looks at the watches of a connection; one that was silent for longer than this hangs. */
    public WatchHealth(ApiConnection connection, Duration longestSilence) {
        this.connection = connection;
        this.longestSilence = longestSilence;
    }

    /** Watches that hang, in words; empty when all live. To be asked every few seconds. */
    public List<String> hanging() {
        List<String> silent = connection.watches().silentFor(longestSilence);
        if (silent.isEmpty()) {
            return List.of();
        }
        if (connection.sinceLastAnswer().compareTo(PRESENT) > 0) {
            // A restart would not bring the API server back. The next call knows whether it answers.
            connection.ask();
            return List.of();
        }
        return silent.stream()
                .map(watch -> "The watch of " + watch + " has heard nothing from the API server for more than "
                        + longestSilence.toSeconds() + " s")
                .toList();
    }
}
