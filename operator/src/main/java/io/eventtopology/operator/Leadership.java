package io.eventtopology.operator;

import io.eventtopology.operator.connection.ApiConnection;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The election among replicas by a Lease. Who loses it must end; who ends in good order gives it back, so that another replica
 * need not wait until it runs out. In between nothing is written without a Lease renewed in time.
 */
final class Leadership {
    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
    private static final String LEASE = "event-topology-operator";

    /** As client-go has it: others may take the Lease after this time, the leader gives up before. */
    private static final Duration LEASE_DURATION = Duration.ofSeconds(15);

    private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);
    private static final Duration RETRY_PERIOD = Duration.ofSeconds(2);

    private final ApiConnection connection;
    private final String namespace;
    private final String identity;
    private final Runnable onLead;
    private final Runnable onLoss;
    private volatile boolean ending;

    /**
     * Stands for election under a name.
     *
     * @param namespace of the Lease
     * @param onLead called when the Lease is held
     * @param onLoss called when the Lease was lost; must end this process
     */
    Leadership(ApiConnection connection, String namespace, String identity, Runnable onLead, Runnable onLoss) {
        this.connection = connection;
        this.namespace = namespace;
        this.identity = identity;
        this.onLead = onLead;
        this.onLoss = onLoss;
    }

    /** For the framework; the fence is closed from now on. */
    LeaderElectionConfiguration configuration() {
        connection.requireLease(RENEW_DEADLINE);
        return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
                .withLeaseNamespace(namespace)
                .withIdentity(identity)
                .withLeaseDuration(LEASE_DURATION)
                .withRenewDeadline(RENEW_DEADLINE)
                .withRetryPeriod(RETRY_PERIOD)
                // The framework would call System.exit, also on a stop in good order, where it would wait for itself.
                .withExitOnStopLeading(false)
                .withLeaderCallbacks(
                        new LeaderCallbacks(this::lead, this::lost, leader -> LOG.info("The leader is {}", leader)))
                .build();
    }

    private void lead() {
        LOG.info("{} leads", identity);
        onLead.run();
    }

    private void lost() {
        if (!ending) {
            LOG.error("{} lost the Lease {}/{} and ends", identity, namespace, LEASE);
            onLoss.run();
        }
    }

    /** Says that the end of leadership is wanted from now on. */
    void end() {
        ending = true;
    }

    /** Gives the Lease back if this replica holds it. To be called when nothing is written any more. */
    void release() {
        try {
            Lease lease = connection
                    .client()
                    .leases()
                    .inNamespace(namespace)
                    .withName(LEASE)
                    .get();
            if (lease != null && identity.equals(lease.getSpec().getHolderIdentity())) {
                lease.getSpec().setHolderIdentity(null);
                connection.client().resource(lease).update();
            }
        } catch (KubernetesClientException e) {
            LOG.info("The Lease is not given back and runs out by itself: {}", e.getMessage());
        }
    }
}
