/** A proxy before a real kube-apiserver that logs every request and injects the faults of a bad day. */
@NullMarked
package io.eventtopology.tools.proxy;

import org.jspecify.annotations.NullMarked;
