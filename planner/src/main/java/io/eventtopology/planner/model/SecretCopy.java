package io.eventtopology.planner.model;

import java.util.SortedMap;

/**
 * Asks for chosen keys of Secrets elsewhere in one Secret beside the app, where its sidecar looks for them. Strimzi keeps user
 * and authority Secrets in its own namespace; Dapr resolves Secrets in the namespace of the app.
 *
 * @param namespace namespace of the copy
 * @param name name of the copy
 * @param keys key in the copy → where the value lies
 */
public record SecretCopy(String namespace, String name, SortedMap<String, SecretSource> keys) {}
