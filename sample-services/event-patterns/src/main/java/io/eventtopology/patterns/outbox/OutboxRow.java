package io.eventtopology.patterns.outbox;

/**
 * An event in the outbox.
 *
 * @param position place in the order of its key
 * @param key ordering key
 * @param topic where it goes
 * @param event a CloudEvent in the JSON format
 * @param attempts how many times it was not acknowledged
 */
record OutboxRow(long position, String key, String topic, String event, int attempts) {}
