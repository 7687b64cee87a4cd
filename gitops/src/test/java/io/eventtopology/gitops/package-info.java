/** What Argo CD and Flux are told of our kinds, run as they run it. */
@NullMarked
package io.eventtopology.gitops;

import org.jspecify.annotations.NullMarked;
