/** The operator: observe, resolve, plan, apply, report. */
@NullMarked
package io.eventtopology.operator;

import org.jspecify.annotations.NullMarked;
