/** Tests of the Helm chart: what it renders, what Helm does with it, and what a real API server says to it. */
@NullMarked
package io.eventtopology.chart;

import org.jspecify.annotations.NullMarked;
