/** Stand-ins for what an embedded control plane does not run: kubelet and deployment controller, Strimzi's operators. */
@NullMarked
package io.eventtopology.tools.standin;

import org.jspecify.annotations.NullMarked;
