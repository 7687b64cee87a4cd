/** Renders workloads: Deployment, Service, ServiceAccount, budget, network policy, scaling. */
@NullMarked
package io.eventtopology.planner.workload;

import org.jspecify.annotations.NullMarked;
