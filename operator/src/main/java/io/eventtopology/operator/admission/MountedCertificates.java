package io.eventtopology.operator.admission;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** A folder with {@code tls.crt} and {@code tls.key} that somebody else keeps, for example a Secret of cert-manager in a volume. */
final class MountedCertificates implements CertificateSource {
    private final Path folder;

    MountedCertificates(Path folder) {
        this.folder = folder;
    }

    /** The files change one after the other: what does not belong together is read again at the next look. */
    @Override
    public Optional<ServingCertificate> look(Optional<ServingCertificate> shown, Instant now) {
        try {
            ServingCertificate read = ServingCertificate.parse(
                    Files.readString(folder.resolve("tls.crt")), Files.readString(folder.resolve("tls.key")));
            return Optional.of(read).filter(certificate -> !shown.equals(Optional.of(certificate)));
        } catch (NoSuchFileException e) {
            throw new IllegalStateException(
                    "There is no file " + e.getFile() + " (admission.certificates in the configuration)", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "tls.crt and tls.key in " + folder
                            + " (admission.certificates in the configuration) cannot be used: " + e.getMessage(),
                    e);
        }
    }
}
