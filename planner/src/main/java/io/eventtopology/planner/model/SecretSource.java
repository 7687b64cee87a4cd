package io.eventtopology.planner.model;

/**
 * Where a value lies; never the value.
 *
 * @param namespace namespace of the Secret
 * @param name name of the Secret
 * @param key key inside it
 */
public record SecretSource(String namespace, String name, String key) {}
