package io.eventtopology.planner.dapr;

import io.eventtopology.crds.SecretKeyRef;
import io.eventtopology.crds.dapr.MetadataItem;
import io.eventtopology.crds.dapr.SecretKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects the metadata of a component; listed by name. */
final class Metadata {
    private final Map<String, MetadataItem> items = new TreeMap<>();

    Metadata with(String name, String value) {
        items.put(name, new MetadataItem(name, value, null));
        return this;
    }

    Metadata with(String name, boolean value) {
        return with(name, Boolean.toString(value));
    }

    Metadata with(String name, long value) {
        return with(name, Long.toString(value));
    }

    Metadata withSecret(String name, String secret, String key) {
        items.put(name, new MetadataItem(name, null, new SecretKey(secret, key)));
        return this;
    }

    /** Leaves the item out when there is no value. */
    Metadata withOptional(String name, @Nullable String value) {
        return value == null ? this : with(name, value);
    }

    /** Leaves the item out when there is no reference. */
    Metadata withOptional(String name, @Nullable SecretKeyRef ref) {
        return ref == null ? this : withSecret(name, ref.name(), ref.key());
    }

    List<MetadataItem> list() {
        return List.copyOf(items.values());
    }
}
