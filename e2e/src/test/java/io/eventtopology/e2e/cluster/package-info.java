/** The product on a real cluster, as people install and use it. Runs by {@code e2e/run}, on any cluster with Dapr, Kafka and PostgreSQL. */
@NullMarked
package io.eventtopology.e2e.cluster;

import org.jspecify.annotations.NullMarked;
