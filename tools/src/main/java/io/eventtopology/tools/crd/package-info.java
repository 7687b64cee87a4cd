/** The CRDs and component metadata of Strimzi, Dapr and KEDA, from their own pinned releases. */
@NullMarked
package io.eventtopology.tools.crd;

import org.jspecify.annotations.NullMarked;
