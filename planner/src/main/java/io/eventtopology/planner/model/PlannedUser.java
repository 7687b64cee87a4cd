package io.eventtopology.planner.model;

import io.eventtopology.crds.KafkaAuthType;
import java.util.List;

/**
 * The identity of one service on one Kafka cluster. On Strimzi clusters it is also among the objects, as a KafkaUser; on Direct
 * clusters the operator creates it: with SCRAM it makes a password, stores username and password in the Secret
 * {@code secretName} of {@code secretNamespace}, and sets the credential and the rules.
 *
 * @param cluster the cluster
 * @param name name of the SCRAM user, or common name of the certificate
 * @param type how it authenticates; never {@link KafkaAuthType#NONE}
 * @param acls all that it may do, sorted by resource and name
 * @param secretNamespace namespace of the Secret that its sidecar reads
 * @param secretName name of that Secret
 */
public record PlannedUser(
        KafkaCluster cluster,
        String name,
        KafkaAuthType type,
        List<PlannedAcl> acls,
        String secretNamespace,
        String secretName) {
    /** Sorts and copies the rules. */
    public PlannedUser {
        acls = acls.stream().sorted().toList();
    }
}
