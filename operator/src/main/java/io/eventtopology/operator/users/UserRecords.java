package io.eventtopology.operator.users;

import io.eventtopology.operator.watch.Owner;
import io.eventtopology.planner.naming.Labels;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers which users the operator created on which Direct clusters, and which version of their Secret Kafka was told last:
 * Kafka gives no password back to compare. It is written to a ConfigMap in the operator's own namespace, where no tenant can make
 * the operator remove the user of somebody else; no password is in it. Only the leading operator writes it, so it is read once for
 * each owner.
 */
public final class UserRecords {
    private final KubernetesClient client;
    private final String operatorNamespace;
    private final Map<Owner, SortedMap<String, Entry>> known = new ConcurrentHashMap<>();

    /** Records in ConfigMaps of the operator's namespace. */
    public UserRecords(KubernetesClient client, String operatorNamespace) {
        this.client = client;
        this.operatorNamespace = operatorNamespace;
    }

    /**
     * A user that is, or is about to be, on a cluster.
     *
     * @param name its name
     * @param secretVersion uid and version of the Secret whose password Kafka has; empty before it has one
     */
    record Entry(String name, String secretVersion) {
        private static Entry parse(String text) {
            int space = text.indexOf(' ');
            return space < 0 ? new Entry(text, "") : new Entry(text.substring(0, space), text.substring(space + 1));
        }

        private String text() {
            return secretVersion.isEmpty() ? name : name + " " + secretVersion;
        }
    }

    /** The users of an owner, by cluster; a copy. */
    SortedMap<String, Entry> of(Owner owner) {
        return new TreeMap<>(known.computeIfAbsent(owner, this::read));
    }

    private SortedMap<String, Entry> read(Owner owner) {
        ConfigMap stored = at(owner).get();
        SortedMap<String, Entry> entries = new TreeMap<>();
        if (stored != null && stored.getData() != null) {
            stored.getData().forEach((cluster, text) -> entries.put(cluster, Entry.parse(text)));
        }
        return entries;
    }

    /** Writes the users of an owner; the record goes with the last of them. */
    void write(Owner owner, Map<String, Entry> entries) {
        // What is known is known again once it is written: a failed attempt may have been received.
        known.remove(owner);
        if (entries.isEmpty()) {
            at(owner).delete();
            return;
        }
        SortedMap<String, String> data = new TreeMap<>();
        entries.forEach((cluster, entry) -> data.put(cluster, entry.text()));
        client.configMaps()
                .inNamespace(operatorNamespace)
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(operatorNamespace)
                        .withName(name(owner))
                        .addToLabels(Labels.MANAGED_BY, Labels.OPERATOR)
                        .addToLabels("eventtopology.io/record", "kafka-users")
                        .endMetadata()
                        .withData(data)
                        .build())
                .fieldManager(Labels.OPERATOR)
                .forceConflicts()
                .serverSideApply();
        known.put(owner, new TreeMap<>(entries));
    }

    /** Keeps nothing in memory of an owner that is gone. */
    void forget(Owner owner) {
        known.remove(owner);
    }

    private Resource<ConfigMap> at(Owner owner) {
        return client.configMaps().inNamespace(operatorNamespace).withName(name(owner));
    }

    private static String name(Owner owner) {
        return "kafka-users." + owner.kind().toLowerCase(Locale.ROOT) + "." + owner.namespace() + "." + owner.name();
    }
}
