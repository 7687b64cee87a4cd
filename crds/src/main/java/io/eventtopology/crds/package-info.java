/** The contract: {@code EventTopology} and {@code EventService} at {@code eventtopology.io/v1beta1}, as Java types. */
@NullMarked
package io.eventtopology.crds;

import org.jspecify.annotations.NullMarked;
