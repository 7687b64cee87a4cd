package io.eventtopology.operator.broker;

import io.eventtopology.operator.broker.BrokerProblem.Reason;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.TopicDeletionDisabledException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Turns Kafka's exceptions into problems that a person can act on. */
record ProblemTranslator(ClusterConnection connection) {

    /**
     * The problem behind an exception of a call.
     *
     * @param subject what the call was about, first words of the message, for example {@code Topic todos.task.created}
     */
    BrokerProblem translate(String subject, Throwable thrown) {
        String text = thrown.getMessage();
        return switch (thrown) {
            case UnknownTopicOrPartitionException e -> unknownTopic(subject);
            case UnknownTopicIdException e -> unknownTopic(subject);
            case TopicExistsException e ->
                new BrokerProblem(
                        Reason.AppearedMeanwhile,
                        subject + " appeared while it was being created; the next attempt decides whose it is");
            case InvalidTopicException e ->
                new BrokerProblem(
                        Reason.InvalidTopic,
                        subject + ": Kafka refuses its name: " + text + ". Choose another event type");
            case InvalidReplicationFactorException e ->
                new BrokerProblem(
                        Reason.InvalidReplicas,
                        subject + ": Kafka refuses its replicas: " + text + ". Lower replicas or add brokers");
            case InvalidPartitionsException e ->
                new BrokerProblem(
                        Reason.InvalidPartitions, subject + ": Kafka refuses its number of partitions: " + text);
            case PolicyViolationException e ->
                new BrokerProblem(
                        Reason.PolicyViolation,
                        subject + ": a policy of " + connection.described() + " forbids it: " + text);
            case TopicDeletionDisabledException e ->
                new BrokerProblem(
                        Reason.DeletionDisabled,
                        subject + ": " + connection.described()
                                + " has delete.topic.enable=false. Enable it, or set deletionPolicy to Retain");
            case AuthenticationException e -> authenticationFailed(e);
            case AuthorizationException e ->
                new BrokerProblem(
                        Reason.NotAuthorized,
                        subject + ": " + connection.described() + " does not allow the operator to do this: " + text
                                + ". Grant its user Create, Describe, DescribeConfigs, Alter, AlterConfigs and Delete on the topics, and Alter on the"
                                + " cluster if it manages users");
            case SecurityDisabledException e ->
                new BrokerProblem(
                        Reason.KafkaError,
                        subject + ": " + connection.described()
                                + " has no authorizer, so that no ACL can be set. Configure one, or use auth type none");
            case InvalidConfigurationException e ->
                new BrokerProblem(
                        Reason.InvalidConfiguration,
                        subject + ": Kafka refuses its configuration: " + text + ". Correct that entry");
            case RetriableException e -> unavailable();
            // Thrown by a client that was closed meanwhile because the connection changed: the next attempt has the new
            // one.
            case IllegalStateException e -> unavailable();
            case InterruptedException e -> unavailable();
            default ->
                new BrokerProblem(
                        Reason.KafkaError,
                        subject + ": " + connection.described() + " answered "
                                + thrown.getClass().getSimpleName() + ": " + text);
        };
    }

    /** The problem behind an exception that was thrown when the client was made, before any call. */
    BrokerProblem translateConnection(Throwable thrown) {
        Throwable root = root(thrown);
        String text = String.valueOf(root.getMessage());
        if (root instanceof ConfigException && text.contains("No resolvable bootstrap")) {
            return new BrokerProblem(
                    Reason.BrokerUnavailable,
                    connection.described() + ": no address resolves. Check the bootstrap servers and the DNS");
        }
        return new BrokerProblem(
                Reason.InvalidConnection,
                connection.described() + " cannot be connected to with the operator's configuration: " + text);
    }

    private static BrokerProblem unknownTopic(String subject) {
        return new BrokerProblem(Reason.UnknownTopic, subject + " does not exist");
    }

    private BrokerProblem unavailable() {
        return new BrokerProblem(
                Reason.BrokerUnavailable,
                connection.described() + " did not answer within " + ClusterConnection.CALL_LIMIT.toSeconds()
                        + " s. Check that its brokers run and that the operator may reach them");
    }

    private BrokerProblem authenticationFailed(AuthenticationException e) {
        return new BrokerProblem(
                Reason.AuthenticationFailed,
                connection.described() + " and the operator do not trust each other: " + root(e).getMessage()
                        + ". Check user, password and certificates in the cluster's Secret");
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
