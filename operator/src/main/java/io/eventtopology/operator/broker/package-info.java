/**
 * The Direct provisioner: for Kafka clusters that no Strimzi operator manages, topics, users and ACLs are made with Kafka's admin client.
 *
 * <p>Entry points are {@link io.eventtopology.operator.broker.DirectProvisioner} for topics and
 * {@link io.eventtopology.operator.broker.DirectUsers} for users; both are stateless and thread-safe and share
 * {@link io.eventtopology.operator.broker.AdminClients}. Neither throws when Kafka does not do what it should: every answer carries a
 * {@link io.eventtopology.operator.broker.BrokerProblem}.
 */
@NullMarked
package io.eventtopology.operator.broker;

import org.jspecify.annotations.NullMarked;
