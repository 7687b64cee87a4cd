package io.eventtopology.images;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;

/**
 * Builds images that run as user 65532 and write nothing outside {@code /tmp}. The same files on the same base give the same
 * image, to the byte.
 *
 * @param base image with a Java runtime on its PATH: a name in a registry, {@code docker://NAME} or {@code tar://FILE}
 * @param repository what comes before the names of images, for example {@code ghcr.io/acme}
 * @param tag the tag of all of them
 * @param version version of the software in them
 * @param platforms operating system and architecture; those of the base if empty
 * @param destination where they go
 */
public record ImageBuilder(
        String base, String repository, String tag, String version, Set<Platform> platforms, Destination destination) {
    /** A user that is nobody on the host, the one that distroless images have. */
    static final String USER = "65532:65532";

    /**
     * Builds one image.
     *
     * @return the digest of its manifest
     * @throws Exception if the base cannot be read or the destination not be written
     */
    public String build(Application application) throws Exception {
        ImageReference image = image(application);
        JibContainerBuilder container = Jib.from(base)
                .setUser(USER)
                .setWorkingDirectory(AbsoluteUnixPath.get("/app"))
                .setEntrypoint(application.command())
                .addLabel("org.opencontainers.image.title", application.title())
                .addLabel("org.opencontainers.image.version", version)
                .setCreationTime(Instant.EPOCH);
        if (!platforms.isEmpty()) {
            container.setPlatforms(platforms);
        }
        for (Application.Layer layer : application.layers()) {
            container.addFileEntriesLayer(layer(layer));
        }
        Containerizer containerizer = destination.containerizer(application, image);
        JibContainer built = container.containerize(
                containerizer.setToolName("event-topology-images").setAlwaysCacheBaseImage(true));
        return built.getDigest().toString();
    }

    /** The full name of an application's image. */
    public ImageReference image(Application application) throws Exception {
        return ImageReference.parse(repository + "/" + application.name() + ":" + tag);
    }

    private static FileEntriesLayer layer(Application.Layer layer) throws IOException {
        FileEntriesLayer.Builder entries = FileEntriesLayer.builder().setName(layer.name());
        AbsoluteUnixPath folder = AbsoluteUnixPath.get(layer.folder());
        for (Path file : layer.files()) {
            entries.addEntryRecursive(file, folder.resolve(file.getFileName().toString()));
        }
        return entries.build();
    }
}
