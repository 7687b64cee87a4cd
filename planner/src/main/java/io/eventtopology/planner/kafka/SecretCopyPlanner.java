package io.eventtopology.planner.kafka;

import io.eventtopology.planner.model.KafkaCluster;
import io.eventtopology.planner.model.Provisioner;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.SecretCopy;
import io.eventtopology.planner.model.SecretSource;
import io.eventtopology.planner.naming.KafkaAccess;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Plans which values of Strimzi's Secrets come beside a service: its own credentials and the certificate of the authority of the
 * brokers, nothing else. Key names are those of Strimzi (user-operator KafkaUserModel.generateSecret). On Direct clusters the
 * operator writes username and password itself.
 */
public final class SecretCopyPlanner {
    private static final String CA_CERTIFICATE = "ca.crt";

    private static final String PASSWORD = "password";
    private static final String USER_CERTIFICATE = "user.crt";
    private static final String USER_KEY = "user.key";

    /** The copies, sorted by name. */
    public List<SecretCopy> copies(ResolvedService service) {
        Map<String, SortedMap<String, SecretSource>> copies = new TreeMap<>();
        for (KafkaAccess access : KafkaAccess.of(service.namespace(), service.name(), service.usedTopologies())) {
            SortedMap<String, SecretSource> keys = keys(access);
            if (!keys.isEmpty()) {
                copies.computeIfAbsent(access.secretName(), name -> new TreeMap<>())
                        .putAll(keys);
            }
        }
        return copies.entrySet().stream()
                .map(copy -> new SecretCopy(service.namespace(), copy.getKey(), copy.getValue()))
                .toList();
    }

    private static SortedMap<String, SecretSource> keys(KafkaAccess access) {
        KafkaCluster cluster = access.cluster();
        SortedMap<String, SecretSource> keys = new TreeMap<>();
        SecretSource authority = access.ownAuthority();
        if (authority != null) {
            keys.put(CA_CERTIFICATE, authority);
        }
        if (cluster.provisioner() == Provisioner.STRIMZI) {
            String namespace = Objects.requireNonNull(cluster.namespace(), "a Strimzi cluster has a namespace");
            List<String> ofUser = switch (access.auth()) {
                case NONE -> List.of();
                case SCRAM_SHA_512 -> List.of(PASSWORD);
                case TLS -> List.of(USER_CERTIFICATE, USER_KEY);
            };
            ofUser.forEach(key -> keys.put(key, new SecretSource(namespace, access.userName(), key)));
        }
        return keys;
    }
}
