/** Handling of delivered events: one effect for each event, and an answer for Dapr. */
@NullMarked
package io.eventtopology.patterns.consumer;

import org.jspecify.annotations.NullMarked;
