/** The contract on a real API server: what it refuses, in which words, and what kubectl shows of it. */
@NullMarked
package io.eventtopology.operator.contract;

import org.jspecify.annotations.NullMarked;
