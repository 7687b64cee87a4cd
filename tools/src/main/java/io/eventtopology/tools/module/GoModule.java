package io.eventtopology.tools.module;

/**
 * A published Go module, used for files in it rather than for its code.
 *
 * @param path the module path, lower case (the module proxy escapes capitals)
 * @param version with its leading {@code v}
 * @param sum the checksum of the module's zip as {@code go.sum} has it, {@code h1:...}
 */
public record GoModule(String path, String version, String sum) {

    /** Dapr's runtime and Helm chart. */
    public static final GoModule DAPR =
            new GoModule("github.com/dapr/dapr", "v1.16.0", "h1:la2WLZM8Myr2Pq3cyrFjHKWDSPYLzGZCs3p502TwBjI=");

    /** Dapr's components, of the version that {@link #DAPR} requires. */
    public static final GoModule DAPR_COMPONENTS = new GoModule(
            "github.com/dapr/components-contrib", "v1.16.0", "h1:kUif6UyxtRz6tXnkuIjbx6z+VLMfc6y+SIYa9T7J3eA=");

    /** KEDA's operator. */
    public static final GoModule KEDA =
            new GoModule("github.com/kedacore/keda/v2", "v2.21.0", "h1:R6z2HZvstK4RLUMxroNACzBj74xGxt3kG59b5Xc+Xps=");

    /** Path and version as the module's zip and error messages have it: {@code github.com/dapr/dapr@v1.16.0}. */
    public String coordinates() {
        return path + "@" + version;
    }
}
