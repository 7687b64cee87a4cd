package io.eventtopology.operator.users;

import io.eventtopology.crds.KafkaAuthType;
import io.eventtopology.operator.apply.OwnSecret;
import io.eventtopology.operator.watch.ClusterState;
import io.eventtopology.operator.watch.Owner;
import io.eventtopology.operator.watch.ResourceKind;
import io.eventtopology.planner.model.PlannedUser;
import io.eventtopology.planner.model.Provisioner;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the passwords of users on Direct clusters; the Secret beside the app is where they live, and nowhere else. */
final class DirectCredentials {
    private static final String USERNAME = "username";
    private static final String PASSWORD = "password";

    /** 256 bits, so that nobody guesses one. */
    private static final int PASSWORD_BYTES = 32;

    private final KubernetesClient client;
    private final ClusterState state;
    private final SecureRandom random = new SecureRandom();

    DirectCredentials(KubernetesClient client, ClusterState state) {
        this.client = client;
        this.state = state;
    }

    /** Whether the operator itself keeps this user: Strimzi keeps others, and certificates are the administrator's. */
    static boolean isKeptHere(PlannedUser user) {
        return user.cluster().provisioner() == Provisioner.DIRECT && user.type() == KafkaAuthType.SCRAM_SHA_512;
    }

    /** The Secrets of these users: with the password that is stored, or with a new one where there is none. */
    List<OwnSecret> secrets(Owner owner, List<PlannedUser> users) {
        return users.stream()
                .filter(DirectCredentials::isKeptHere)
                .map(user -> new OwnSecret(
                        user.secretNamespace(),
                        user.secretName(),
                        Map.of(
                                USERNAME,
                                encoded(user.name()),
                                PASSWORD,
                                stored(user)
                                        .filter(secret -> Owner.of(secret)
                                                .filter(owner::equals)
                                                .isPresent())
                                        .flatMap(DirectCredentials::password)
                                        .orElseGet(this::newPassword))))
                .toList();
    }

    /** The Secret of a user as stored; a cache that has not seen it yet must not cost a password. */
    Optional<GenericKubernetesResource> stored(PlannedUser user) {
        Optional<GenericKubernetesResource> cached = state.children(ResourceKind.SECRET)
                .flatMap(cache -> cache.get(user.secretNamespace(), user.secretName()));
        return cached.isPresent()
                ? cached
                : Optional.ofNullable(client.genericKubernetesResources(ResourceKind.SECRET.context())
                        .inNamespace(user.secretNamespace())
                        .withName(user.secretName())
                        .get());
    }

    /** The password in a Secret, base64 as it is stored; empty when there is none. */
    private static Optional<String> password(GenericKubernetesResource secret) {
        return secret.get("data", PASSWORD) instanceof String value && !value.isEmpty()
                ? Optional.of(value)
                : Optional.empty();
    }

    /** The password in a Secret in plain text. */
    static Optional<String> plainPassword(GenericKubernetesResource secret) {
        return password(secret).map(value -> new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8));
    }

    private String newPassword() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        random.nextBytes(bytes);
        return encoded(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
