/** Topics of a resource: on Strimzi clusters as KafkaTopic statuses show them, on Direct clusters as the broker reports them. */
@NullMarked
package io.eventtopology.operator.topics;

import org.jspecify.annotations.NullMarked;
