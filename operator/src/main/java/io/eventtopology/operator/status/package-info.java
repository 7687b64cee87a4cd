/** Reports: conditions, status, Kubernetes Events. The only holder of a clock. */
@NullMarked
package io.eventtopology.operator.status;

import org.jspecify.annotations.NullMarked;
