package io.eventtopology.gitops;

import java.nio.file.Path;

/** One entry of a {@code health_test.yaml}: what the script must say of the resource in a file. */
record HealthCase(HealthScript script, Path input, HealthStatus expected) {
    @Override
    public String toString() {
        return script + " " + input.getFileName();
    }
}
