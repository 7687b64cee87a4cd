package io.eventtopology.operator.apply;

import io.eventtopology.operator.watch.ClusterState;
import io.eventtopology.operator.watch.Owner;
import io.eventtopology.operator.watch.ResourceCache;
import io.eventtopology.operator.watch.ResourceKind;
import io.eventtopology.planner.model.SecretCopy;
import io.eventtopology.planner.model.SecretSource;
import io.eventtopology.planner.naming.Labels;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Copies exactly the keys that the plan names into a Secret beside the app. Sources are Secrets that Strimzi wrote in namespaces
 * that the administrator allowed, and Secrets of the operator's own namespace; never a Secret that a resource names. Values pass
 * through and are neither kept nor logged.
 */
public final class SecretCopier {
    private final KubernetesClient client;
    private final ClusterState state;
    private final ChildApplier applier;
    private final String operatorNamespace;

    /** Reads from the caches and the operator's namespace, writes through the applier. */
    public SecretCopier(KubernetesClient client, ClusterState state, ChildApplier applier, String operatorNamespace) {
        this.client = client;
        this.state = state;
        this.applier = applier;
        this.operatorNamespace = operatorNamespace;
    }

    /**
     * What became of the copies.
     *
     * @param applied the copies that were written or are in place
     * @param missing what is waited for, in words
     */
    public record Copies(List<AppliedChild> applied, List<String> missing) {
        /** Copies the lists. */
        public Copies {
            applied = List.copyOf(applied);
            missing = List.copyOf(missing);
        }
    }

    /**
     * Brings the copies into place; one whose source is missing is left as it is.
     *
     * @param own values that the operator made itself; a Secret may hold some of them beside copies
     */
    public Copies copy(
            Owner owner, HasMetadata ownerObject, List<SecretCopy> wanted, List<OwnSecret> own, Context<?> context) {
        List<AppliedChild> applied = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        Map<String, Map<String, String>> made = new HashMap<>();
        own.forEach(secret -> made.put(secret.namespace() + "/" + secret.name(), secret.data()));
        for (SecretCopy copy : together(wanted, own)) {
            Map<String, String> data = new TreeMap<>(made.getOrDefault(copy.namespace() + "/" + copy.name(), Map.of()));
            boolean complete = true;
            for (Map.Entry<String, SecretSource> key : copy.keys().entrySet()) {
                SecretSource source = actual(key.getValue());
                String value = value(source);
                if (value == null) {
                    complete = false;
                    missing.add("key " + source.key() + " of Secret " + source.namespace() + "/" + source.name());
                } else {
                    data.put(key.getKey(), value);
                }
            }
            if (complete) {
                applied.add(applier.apply(owner, ownerObject, secret(owner, copy, data), Adoption.NEVER, context));
            }
        }
        return new Copies(applied, missing);
    }

    /** One entry for each Secret, also for those that hold nothing but the operator's own values. */
    private static List<SecretCopy> together(List<SecretCopy> wanted, List<OwnSecret> own) {
        List<SecretCopy> all = new ArrayList<>(wanted);
        own.stream()
                .filter(secret -> wanted.stream()
                        .noneMatch(copy -> copy.namespace().equals(secret.namespace())
                                && copy.name().equals(secret.name())))
                .map(secret -> new SecretCopy(secret.namespace(), secret.name(), new TreeMap<>()))
                .forEach(all::add);
        return all;
    }

    private static Secret secret(Owner owner, SecretCopy copy, Map<String, String> data) {
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace(copy.namespace())
                .withName(copy.name())
                .addToLabels(Labels.MANAGED_BY, Labels.OPERATOR)
                .addToLabels(Labels.OWNER_KIND, owner.kind())
                .addToLabels(Labels.OWNER_NAMESPACE, owner.namespace())
                .addToLabels(Labels.OWNER_NAME, owner.name())
                .endMetadata()
                .withType("Opaque")
                .withData(data)
                .build();
    }

    /**
     * Where the values lie now. Strimzi names the Secret of a user after the KafkaUser, unless the cluster sets
     * {@code entityOperator.userOperator.secretPrefix}; the status of the KafkaUser has the real name.
     */
    public List<SecretSource> sources(SecretCopy copy) {
        return copy.keys().values().stream().map(this::actual).toList();
    }

    private SecretSource actual(SecretSource source) {
        return state.children(ResourceKind.KAFKA_USER)
                .flatMap(users -> users.get(source.namespace(), source.name()))
                .map(user -> user.get("status", "secret"))
                .map(secret -> new SecretSource(source.namespace(), String.valueOf(secret), source.key()))
                .orElse(source);
    }

    private @Nullable String value(SecretSource source) {
        Optional<ResourceCache<GenericKubernetesResource>> strimzi = state.strimziSecrets();
        if (strimzi.isPresent()) {
            Optional<GenericKubernetesResource> found = strimzi.get().get(source.namespace(), source.name());
            if (found.isPresent()) {
                return found.get().get("data", source.key()) instanceof String value ? value : null;
            }
        }
        if (source.namespace().equals(operatorNamespace)) {
            Secret own = client.secrets()
                    .inNamespace(operatorNamespace)
                    .withName(source.name())
                    .get();
            return own == null || own.getData() == null ? null : own.getData().get(source.key());
        }
        return null;
    }
}
