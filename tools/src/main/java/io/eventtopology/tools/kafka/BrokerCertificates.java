package io.eventtopology.tools.kafka;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate authority of its own, a certificate for the broker and one for its administrator, made with the JDK's keytool. All texts are PEM;
 * keys are unencrypted PKCS#8, the only form that Kafka reads.
 *
 * @param ca certificate of the authority
 * @param brokerChain certificate of the broker, for localhost and 127.0.0.1, followed by the authority's
 * @param brokerKey private key of the broker
 * @param adminChain certificate of the administrator, {@code CN=admin}, followed by the authority's
 * @param adminKey private key of the administrator
 */
record BrokerCertificates(String ca, String brokerChain, String brokerKey, String adminChain, String adminKey) {

    /** Makes new ones, valid for ten days; {@code directory} holds the key store while they are made. */
    static BrokerCertificates create(Path directory, String storePassword) throws IOException, InterruptedException {
        Path store = directory.resolve("certificates.p12");
        try {
            keytool(store, storePassword, "ca", "CN=Kafka on this machine", "-ext", "bc:c=ca:true");
            keytool(
                    store,
                    storePassword,
                    "broker",
                    "CN=broker",
                    "-signer",
                    "ca",
                    "-ext",
                    "san=dns:localhost,ip:127.0.0.1");
            keytool(store, storePassword, "admin", "CN=admin", "-signer", "ca");
            KeyStore keys = KeyStore.getInstance(store.toFile(), storePassword.toCharArray());
            return new BrokerCertificates(
                    pem("CERTIFICATE", keys.getCertificate("ca").getEncoded()),
                    chain(keys, "broker"),
                    key(keys, "broker", storePassword),
                    chain(keys, "admin"),
                    key(keys, "admin", storePassword));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The certificates that keytool made cannot be read", e);
        } finally {
            Files.deleteIfExists(store);
        }
    }

    private static void keytool(Path store, String storePassword, String alias, String name, String... more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass:env",
                "STORE_PASSWORD",
                "-alias",
                alias,
                "-dname",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "10"));
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("STORE_PASSWORD", storePassword);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("keytool could not make the certificate '" + alias + "': " + output);
        }
    }

    private static String chain(KeyStore keys, String alias) throws GeneralSecurityException {
        StringBuilder chain = new StringBuilder();
        for (Certificate certificate : keys.getCertificateChain(alias)) {
            chain.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        return chain.toString();
    }

    private static String key(KeyStore keys, String alias, String storePassword) throws GeneralSecurityException {
        return pem(
                "PRIVATE KEY", keys.getKey(alias, storePassword.toCharArray()).getEncoded());
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    /** Names only: keys never reach a log. */
    @Override
    public String toString() {
        return "BrokerCertificates[ca, broker, admin]";
    }
}
