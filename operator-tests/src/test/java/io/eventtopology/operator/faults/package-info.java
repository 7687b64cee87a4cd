/** Faults between the operator and its API server. */
@NullMarked
package io.eventtopology.operator.faults;

import org.jspecify.annotations.NullMarked;
