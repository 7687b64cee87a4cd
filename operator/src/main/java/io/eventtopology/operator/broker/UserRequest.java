package io.eventtopology.operator.broker;

import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A user to bring into its declared state. {@code toString} does not show the password.
 *
 * @param user name of the SCRAM user; its principal is {@code User:<user>}
 * @param password password that the user is to have
 * @param passwordChanged whether the password differs from the one that was written last; Kafka does not give passwords back, so that only the caller
 *     can know
 * @param rights all that the user may do, from any host
 */
public record UserRequest(String user, String password, boolean passwordChanged, Set<Right> rights) {
    /** Copies. */
    public UserRequest {
        rights = Set.copyOf(rights);
    }

    /**
     * One thing that a user may do.
     *
     * @param type kind of the resource
     * @param pattern {@link PatternType#LITERAL} or {@link PatternType#PREFIXED}
     * @param name name of the resource, or the beginning of it
     * @param operation what may be done
     */
    public record Right(ResourceType type, PatternType pattern, String name, AclOperation operation) {}

    @Override
    public String toString() {
        return "UserRequest[user=" + user + ", password=***, passwordChanged=" + passwordChanged + ", rights=" + rights
                + "]";
    }
}
