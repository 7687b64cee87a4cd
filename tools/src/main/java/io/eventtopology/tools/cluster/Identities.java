package io.eventtopology.tools.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The users that the API server knows by token, and the key that signs the tokens of service accounts. */
final class Identities {
    static final String ADMIN = "admin";

    private final Map<String, String> tokens = new LinkedHashMap<>();
    private final Path tokenFile;
    private final Path serviceAccountKey;

    private Identities(Path tokenFile, Path serviceAccountKey) {
        this.tokenFile = tokenFile;
        this.serviceAccountKey = serviceAccountKey;
    }

    /** Writes the token file anew; keeps a key that is there, so that tokens of service accounts outlive a restart. */
    static Identities write(Path directory, Map<String, List<String>> users) throws IOException {
        Identities identities =
                new Identities(directory.resolve("tokens.csv"), directory.resolve("service-account.key"));
        StringBuilder csv = new StringBuilder();
        users.forEach((name, groups) -> {
            String token = randomToken();
            identities.tokens.put(name, token);
            csv.append(token)
                    .append(',')
                    .append(name)
                    .append(",uid-")
                    .append(name)
                    .append(",\"")
                    .append(String.join(",", groups))
                    .append("\"\n");
        });
        Files.writeString(identities.tokenFile, csv);
        if (!Files.exists(identities.serviceAccountKey)) {
            Files.writeString(identities.serviceAccountKey, newKey());
        }
        return identities;
    }

    Path tokenFile() {
        return tokenFile;
    }

    Path serviceAccountKey() {
        return serviceAccountKey;
    }

    /** The names of all users, the administrator first. */
    List<String> users() {
        return List.copyOf(tokens.keySet());
    }

    String token(String user) {
        String token = tokens.get(user);
        if (token == null) {
            throw new IllegalArgumentException("The control plane was started without user " + user + ", only with "
                    + tokens.keySet() + "; add it with builder().user(...)");
        }
        return token;
    }

    private static String randomToken() {
        byte[] bytes = new byte[20];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String newKey() {
        try {
            // Of PKCS #8 keys the API server takes the public half of RSA ones only.
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            byte[] pkcs8 = generator.generateKeyPair().getPrivate().getEncoded();
            String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                    .encodeToString(pkcs8);
            return "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has RSA", e);
        }
    }
}
