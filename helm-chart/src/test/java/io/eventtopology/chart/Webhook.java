package io.eventtopology.chart;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Calls the operator's webhook as the API server does, which has no way to a Service here: there is no kube-proxy. */
final class Webhook {
    private Webhook() {}

    /**
     * Asks for a review of a new EventTopology.
     *
     * @param port on 127.0.0.1
     * @param caBundle as in the webhook's configuration; the only authority that is trusted
     * @return the AdmissionReview that is answered, JSON
     */
    static String review(int port, String caBundle) throws IOException, GeneralSecurityException {
        HttpsURLConnection connection = (HttpsURLConnection)
                URI.create("https://127.0.0.1:" + port + "/validate").toURL().openConnection();
        connection.setSSLSocketFactory(trusting(caBundle).getSocketFactory());
        // The certificate is for the name of the Service.
        connection.setHostnameVerifier((host, session) -> true);
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setDoOutput(true);
        connection.getOutputStream().write("""
                {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
                  "uid": "1", "operation": "CREATE", "namespace": "shop", "name": "reviewed",
                  "kind": {"group": "eventtopology.io", "version": "v1beta1", "kind": "EventTopology"},
                  "resource": {"group": "eventtopology.io", "version": "v1beta1", "resource": "eventtopologies"},
                  "userInfo": {"username": "somebody"},
                  "object": {"apiVersion": "eventtopology.io/v1beta1", "kind": "EventTopology",
                    "metadata": {"name": "reviewed", "namespace": "shop"},
                    "spec": {"broker": {"inMemory": {}}, "events": [{"type": "todos.task.created"}]}}}}
                """.getBytes(StandardCharsets.UTF_8));
        try (var answer = connection.getInputStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static SSLContext trusting(String caBundle) throws IOException, GeneralSecurityException {
        KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
        authorities.load(null, null);
        int number = 0;
        for (var certificate : CertificateFactory.getInstance("X.509")
                .generateCertificates(
                        new ByteArrayInputStream(Base64.getDecoder().decode(caBundle)))) {
            authorities.setCertificateEntry("authority-" + number++, certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
