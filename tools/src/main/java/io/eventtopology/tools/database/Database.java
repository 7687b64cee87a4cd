package io.eventtopology.tools.database;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;

/**
 * One database and the user who owns it.
 *
 * @param name its name
 * @param jdbcUrl where it is, without user and password
 * @param user the owner, no superuser
 * @param password the owner's
 */
public record Database(String name, String jdbcUrl, String user, String password) {

    /** The Secret by which a service of the operator finds it: {@code url}, {@code username} and {@code password}. */
    public Secret secret(String namespace, String secretName) {
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(secretName)
                .endMetadata()
                .withStringData(Map.of("url", jdbcUrl, "username", user, "password", password))
                .build();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "Database[" + jdbcUrl + ", user " + user + "]";
    }
}
