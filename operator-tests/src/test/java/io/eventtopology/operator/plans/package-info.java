/** What is planned, on the real parts that take it. */
@org.jspecify.annotations.NullMarked
package io.eventtopology.operator.plans;
