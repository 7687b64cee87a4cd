/**
 * The validating webhook: tells of hazards while somebody can still react, and refuses what is wrong in itself or would break others.
 * The operator is correct without it.
 */
@NullMarked
package io.eventtopology.operator.admission;

import org.jspecify.annotations.NullMarked;
