package io.eventtopology.operator.admission;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after the certificate again and again, whatever goes wrong. */
final class CertificateKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateKeeper.class);

    /** Without a certificate nobody is served. */
    private static final Duration HURRY = Duration.ofSeconds(1);

    private final CertificateSource source;
    private final ServedCertificate served;
    private final Clock clock;
    private final Duration interval;
    private final Thread thread;
    private @Nullable String complaint;

    private CertificateKeeper(CertificateSource source, ServedCertificate served, Clock clock, Duration interval) {
        this.source = source;
        this.served = served;
        this.clock = clock;
        this.interval = interval;
        this.thread = Thread.ofVirtual().name("admission-certificate").unstarted(this::keep);
    }

    /** Starts to look. */
    static CertificateKeeper start(CertificateSource source, ServedCertificate served, Clock clock, Duration interval) {
        CertificateKeeper keeper = new CertificateKeeper(source, served, clock, interval);
        keeper.thread.start();
        return keeper;
    }

    private void keep() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                look();
                boolean hurry = served.current().isEmpty() && HURRY.compareTo(interval) < 0;
                Thread.sleep(hurry ? HURRY : interval);
            }
        } catch (InterruptedException e) {
            // The end.
        }
    }

    private void look() {
        try {
            Instant now = clock.instant();
            Optional<ServingCertificate> fresh = source.look(served.current(), now);
            fresh.ifPresent(certificate -> {
                served.use(certificate);
                LOG.info("The admission webhook shows {}", certificate);
            });
            complaint = null;
        } catch (RuntimeException e) {
            String message = String.valueOf(e.getMessage());
            // Once, not every few seconds.
            if (!message.equals(complaint)) {
                LOG.warn("The certificate of the admission webhook cannot be looked after and is tried again", e);
                complaint = message;
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
