package io.eventtopology.tools.standin;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserAuthentication;
import io.strimzi.api.kafka.model.user.KafkaUserBuilder;
import io.strimzi.api.kafka.model.user.KafkaUserScramSha512ClientAuthentication;
import io.strimzi.api.kafka.model.user.KafkaUserStatus;
import io.strimzi.api.kafka.model.user.KafkaUserTlsClientAuthentication;
import io.strimzi.api.kafka.model.user.KafkaUserTlsExternalClientAuthentication;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The User Operator's part: one KafkaUser at a time, as Strimzi's {@code KafkaUserOperator} and {@code KafkaUserModel} treat it. */
final class UserDesk {
    static final String KIND_LABEL = "strimzi.io/kind";

    // A certificate's common name has at most 64 characters.
    private static final int LONGEST_TLS_NAME = 64;

    private final KubernetesClient client;
    private final SharedIndexInformer<KafkaUser> objects;
    private final Selection selection;

    UserDesk(KubernetesClient client, SharedIndexInformer<KafkaUser> objects, Selection selection) {
        this.client = client;
        this.objects = objects;
        this.selection = selection;
    }

    void reconcile(String key) {
        KafkaUser object = objects.getStore().getByKey(key);
        if (object == null) {
            deleteSecret(key);
        } else if (selection.includes(object) && object.getMetadata().getDeletionTimestamp() == null) {
            settle(object);
        }
    }

    private void settle(KafkaUser object) {
        String name = object.getMetadata().getName();
        KafkaUserAuthentication authentication = object.getSpec().getAuthentication();
        boolean tls = authentication instanceof KafkaUserTlsClientAuthentication;
        KafkaUserStatus old = object.getStatus();
        KafkaUserStatus status = new KafkaUserStatus();
        status.setObservedGeneration(object.getMetadata().getGeneration());
        if (tls && name.length() > LONGEST_TLS_NAME) {
            status.setConditions(StrimziConditions.notReady(
                    "InvalidResourceException",
                    "Users with TLS client authentication can have a username (name of the KafkaUser custom resource)"
                            + " only up to 64 characters long.",
                    old));
        } else {
            status.setConditions(StrimziConditions.isTrue("Ready", old));
            boolean certificate = tls || authentication instanceof KafkaUserTlsExternalClientAuthentication;
            status.setUsername(certificate ? "CN=" + name : name);
            Map<String, String> credentials = credentials(name, authentication);
            if (!credentials.isEmpty()) {
                status.setSecret(name);
                createSecret(object, credentials);
            }
        }
        if (!status.equals(old)) {
            client.resource(new KafkaUserBuilder(object).withStatus(status).build())
                    .updateStatus();
        }
    }

    private static Map<String, String> credentials(String name, @Nullable KafkaUserAuthentication authentication) {
        if (authentication instanceof KafkaUserTlsClientAuthentication) {
            return Map.of(
                    "ca.crt", pem("CERTIFICATE"),
                    "user.crt", pem("CERTIFICATE"),
                    "user.key", pem("PRIVATE KEY"));
        }
        if (authentication instanceof KafkaUserScramSha512ClientAuthentication) {
            String password = UUID.randomUUID().toString().replace("-", "");
            return Map.of(
                    "password",
                    password,
                    "sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + name
                            + "\" password=\"" + password + "\";");
        }
        return Map.of();
    }

    private static String pem(String label) {
        return "-----BEGIN " + label + "-----\nmade up " + UUID.randomUUID() + "\n-----END " + label + "-----\n";
    }

    private void createSecret(KafkaUser object, Map<String, String> credentials) {
        String namespace = object.getMetadata().getNamespace();
        String name = object.getMetadata().getName();
        Secret known = client.secrets().inNamespace(namespace).withName(name).get();
        if (known != null && known.getData() != null && known.getData().keySet().containsAll(credentials.keySet())) {
            return;
        }
        Secret secret = new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .addToLabels(Selection.LABEL, selection.cluster())
                .addToLabels(KIND_LABEL, "KafkaUser")
                .addToLabels("app.kubernetes.io/managed-by", "strimzi-user-operator")
                .addNewOwnerReference()
                .withApiVersion(object.getApiVersion())
                .withKind(object.getKind())
                .withName(name)
                .withUid(object.getMetadata().getUid())
                .withController(false)
                .withBlockOwnerDeletion(false)
                .endOwnerReference()
                .endMetadata()
                .withType("Opaque")
                .withStringData(credentials)
                .build();
        if (known == null) {
            client.resource(secret).create();
        } else {
            client.resource(secret).update();
        }
    }

    /** Strimzi's User Operator deletes the Secret itself; it does not wait for the garbage collector. */
    private void deleteSecret(String key) {
        int slash = key.indexOf('/');
        var secret = client.secrets().inNamespace(key.substring(0, slash)).withName(key.substring(slash + 1));
        Secret known = secret.get();
        if (known != null
                && selection.includes(known)
                && "KafkaUser".equals(known.getMetadata().getLabels().get(KIND_LABEL))) {
            secret.delete();
        }
    }
}
