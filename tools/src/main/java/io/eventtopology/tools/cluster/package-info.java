/** A real Kubernetes control plane (etcd, kube-apiserver, kube-controller-manager) as child processes. */
@NullMarked
package io.eventtopology.tools.cluster;

import org.jspecify.annotations.NullMarked;
