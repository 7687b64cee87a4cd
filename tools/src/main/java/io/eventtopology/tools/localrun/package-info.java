/**
 * Runs on one machine, without containers, what the operator wrote: kubelet, Dapr's injector and Dapr's control plane played for
 * local processes with real sidecars.
 */
@NullMarked
package io.eventtopology.tools.localrun;

import org.jspecify.annotations.NullMarked;
