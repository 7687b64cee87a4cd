package io.eventtopology.planner.model;

/**
 * A version of Dapr.
 *
 * @param major for example 1
 * @param minor for example 16
 */
public record DaprVersion(int major, int minor) implements Comparable<DaprVersion> {
    /**
     * Reads a version such as {@code 1.16} or {@code v1.16.3}.
     *
     * @throws IllegalArgumentException when the text is no version
     */
    public static DaprVersion parse(String text) {
        var matcher =
                java.util.regex.Pattern.compile("v?(\\d+)\\.(\\d+)(\\..*)?").matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no Dapr version; write it as 1.16 or 1.16.3");
        }
        return new DaprVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** Whether changed Components and Subscriptions are loaded only with the preview feature HotReload (before 1.17). */
    public boolean needsHotReloadFeature() {
        return compareTo(new DaprVersion(1, 17)) < 0;
    }

    /** Whether a changed Resiliency or Configuration reaches a running sidecar (from 1.18). */
    public boolean reloadsPolicies() {
        return compareTo(new DaprVersion(1, 18)) >= 0;
    }

    @Override
    public int compareTo(DaprVersion other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }
}
