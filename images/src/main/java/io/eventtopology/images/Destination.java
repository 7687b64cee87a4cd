package io.eventtopology.images;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.DockerDaemonImage;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where images go. */
public sealed interface Destination {
    /** Something that builds this image into the destination. */
    Containerizer containerizer(Application application, ImageReference image) throws Exception;

    /** Where the image is then, for people. */
    String place(Application application, ImageReference image);

    /**
     * A registry, with the credentials of Docker's configuration.
     *
     * @param insecure whether it may answer without TLS
     */
    record Registry(boolean insecure) implements Destination {
        @Override
        public Containerizer containerizer(Application application, ImageReference image) throws Exception {
            return Containerizer.to(RegistryImage.named(image)
                            .addCredentialRetriever(CredentialRetrieverFactory.forImage(image, event -> {})
                                    .dockerConfig()))
                    .setAllowInsecureRegistries(insecure);
        }

        @Override
        public String place(Application application, ImageReference image) {
            return image.toString();
        }
    }

    /** The Docker daemon of this machine. */
    record Docker() implements Destination {
        @Override
        public Containerizer containerizer(Application application, ImageReference image) {
            return Containerizer.to(DockerDaemonImage.named(image));
        }

        @Override
        public String place(Application application, ImageReference image) {
            return image + " in the Docker daemon";
        }
    }

    /**
     * One archive for each image, which {@code docker load}, {@code ctr images import} and {@code kind load image-archive} read.
     *
     * @param folder is made
     */
    record Archives(Path folder) implements Destination {
        @Override
        public Containerizer containerizer(Application application, ImageReference image) throws IOException {
            Files.createDirectories(folder);
            return Containerizer.to(TarImage.at(archive(application)).named(image));
        }

        @Override
        public String place(Application application, ImageReference image) {
            return archive(application).toString();
        }

        private Path archive(Application application) {
            return folder.resolve(application.name() + ".tar");
        }
    }
}
