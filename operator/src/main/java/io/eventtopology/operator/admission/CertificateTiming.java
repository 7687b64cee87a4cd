package io.eventtopology.operator.admission;

import java.time.Duration;

/**
 * When certificates change.
 *
 * @param lifetime how long one is valid
 * @param renewBefore how long before its end the next one is made
 * @param settle how long API servers get to take note of the next one's authority before it is served
 * @param look how often the Secret and the ValidatingWebhookConfiguration, or the mounted files, are looked at
 */
public record CertificateTiming(Duration lifetime, Duration renewBefore, Duration settle, Duration look) {
    /** Three months, and one month to notice that renewal fails. API servers watch their configuration: minutes are ample. */
    public static final CertificateTiming STANDARD = new CertificateTiming(
            Duration.ofDays(90), Duration.ofDays(30), Duration.ofMinutes(2), Duration.ofSeconds(10));
}
