/** Dapr on one machine, without Kubernetes: sidecars and their certificate authority as processes. */
@NullMarked
package io.eventtopology.tools.dapr;

import org.jspecify.annotations.NullMarked;
