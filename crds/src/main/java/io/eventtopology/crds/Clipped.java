package io.eventtopology.crds;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a status says to what its schema allows. A status that is too long would be refused as a whole, and then
 * nobody could read why; the start of it is worth more.
 */
final class Clipped {
    private static final String MORE = "...";

    private Clipped() {}

    /**
     * The text, at most {@code length} characters; three dots stand for what was cut. The API server counts code
     * points, of which there are never more than characters.
     */
    static String text(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = length - MORE.length();
        if (Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + MORE;
    }

    /** As {@link #text}; null stays null. */
    static @Nullable String optional(@Nullable String text, int length) {
        return text == null ? null : text(text, length);
    }

    /** A copy of the first {@code size} items; empty for null, which is how Jackson gives an absent list. */
    static <T> List<T> list(@Nullable List<T> list, int size) {
        if (list == null) {
            return List.of();
        }
        return List.copyOf(list.size() <= size ? list : list.subList(0, size));
    }
}
