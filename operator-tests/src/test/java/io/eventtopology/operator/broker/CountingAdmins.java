package io.eventtopology.operator.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.AlterConfigsResult;
import org.apache.kafka.clients.admin.AlterUserScramCredentialsOptions;
import org.apache.kafka.clients.admin.AlterUserScramCredentialsResult;
import org.apache.kafka.clients.admin.CreateAclsOptions;
import org.apache.kafka.clients.admin.CreateAclsResult;
import org.apache.kafka.clients.admin.CreatePartitionsOptions;
import org.apache.kafka.clients.admin.CreatePartitionsResult;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.DeleteAclsOptions;
import org.apache.kafka.clients.admin.DeleteAclsResult;
import org.apache.kafka.clients.admin.DeleteTopicsOptions;
import org.apache.kafka.clients.admin.DeleteTopicsResult;
import org.apache.kafka.clients.admin.ForwardingAdmin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;

/** Makes real admin clients that write down each call that writes to Kafka. */
final class CountingAdmins {
    private final List<String> writes = Collections.synchronizedList(new ArrayList<>());

    /**
     * The same with more time for an answer. The limits of the operator keep a dead cluster from holding its threads; on a busy
     * machine a living broker that has just started misses them too.
     */
    static Map<String, Object> patient(Map<String, Object> properties) {
        Map<String, Object> patient = new HashMap<>(properties);
        patient.put("default.api.timeout.ms", 90_000);
        patient.put("request.timeout.ms", 60_000);
        return patient;
    }

    /** The writing calls so far: {@code <method>(<number of things>)}; forgets them. */
    List<String> takeWrites() {
        List<String> taken = List.copyOf(writes);
        writes.clear();
        return taken;
    }

    Admin create(Map<String, Object> properties) {
        return new ForwardingAdmin(patient(properties)) {
            @Override
            public CreateTopicsResult createTopics(Collection<NewTopic> topics, CreateTopicsOptions options) {
                writes.add("createTopics(" + topics.size() + ")");
                return super.createTopics(topics, options);
            }

            @Override
            public CreatePartitionsResult createPartitions(
                    Map<String, NewPartitions> partitions, CreatePartitionsOptions options) {
                writes.add("createPartitions(" + partitions.size() + ")");
                return super.createPartitions(partitions, options);
            }

            @Override
            public AlterConfigsResult incrementalAlterConfigs(
                    Map<ConfigResource, Collection<AlterConfigOp>> configs, AlterConfigsOptions options) {
                writes.add("incrementalAlterConfigs(" + configs.size() + ")");
                return super.incrementalAlterConfigs(configs, options);
            }

            @Override
            public DeleteTopicsResult deleteTopics(TopicCollection topics, DeleteTopicsOptions options) {
                writes.add("deleteTopics");
                return super.deleteTopics(topics, options);
            }

            @Override
            public AlterUserScramCredentialsResult alterUserScramCredentials(
                    List<UserScramCredentialAlteration> alterations, AlterUserScramCredentialsOptions options) {
                writes.add("alterUserScramCredentials(" + alterations.size() + ")");
                return super.alterUserScramCredentials(alterations, options);
            }

            @Override
            public CreateAclsResult createAcls(Collection<AclBinding> acls, CreateAclsOptions options) {
                writes.add("createAcls(" + acls.size() + ")");
                return super.createAcls(acls, options);
            }

            @Override
            public DeleteAclsResult deleteAcls(Collection<AclBindingFilter> filters, DeleteAclsOptions options) {
                writes.add("deleteAcls(" + filters.size() + ")");
                return super.deleteAcls(filters, options);
            }
        };
    }
}
