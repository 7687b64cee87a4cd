package io.eventtopology.planner.model;

/**
 * One listener of a Kafka cluster.
 *
 * @param bootstrapServers comma-separated host:port pairs that clients in pods use
 * @param tls whether the listener speaks TLS
 */
public record KafkaListener(String bootstrapServers, boolean tls) {}
