/** Publishing through the Dapr sidecar. */
@NullMarked
package io.eventtopology.patterns.publish;

import org.jspecify.annotations.NullMarked;
