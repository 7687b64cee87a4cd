package io.eventtopology.operator.topics;

import io.eventtopology.operator.watch.Owner;
import io.eventtopology.planner.naming.Labels;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Remembers which topics on Direct clusters were left behind by whom, so that a later resource of that name may have them back.
 * Kafka has no place for it, so it is written to a ConfigMap in the operator's own namespace, where no tenant can forge it.
 */
public final class RetainedTopics {
    private final KubernetesClient client;
    private final String operatorNamespace;

    /** Records in ConfigMaps of the operator's namespace. */
    public RetainedTopics(KubernetesClient client, String operatorNamespace) {
        this.client = client;
        this.operatorNamespace = operatorNamespace;
    }

    /** What an owner of that name left behind on the cluster: topic name → topic id. */
    public Map<String, String> of(Owner owner, String cluster) {
        ConfigMap record = client.configMaps()
                .inNamespace(operatorNamespace)
                .withName(name(owner))
                .get();
        Map<String, String> ids = new TreeMap<>();
        if (record != null && record.getData() != null) {
            record.getData().forEach((topic, value) -> {
                int space = value.indexOf(' ');
                if (space > 0 && value.substring(space + 1).equals(cluster)) {
                    ids.put(topic, value.substring(0, space));
                }
            });
        }
        return ids;
    }

    /** Records topics that are left behind: topic name → topic id. */
    public void remember(Owner owner, String cluster, Map<String, String> topicIds) {
        if (topicIds.isEmpty()) {
            return;
        }
        ConfigMap record = client.configMaps()
                .inNamespace(operatorNamespace)
                .withName(name(owner))
                .get();
        Map<String, String> data =
                new TreeMap<>(record == null || record.getData() == null ? Map.of() : record.getData());
        Map<String, String> before = Map.copyOf(data);
        topicIds.forEach((topic, id) -> data.put(topic, id + " " + cluster));
        if (data.equals(before)) {
            return;
        }
        client.configMaps()
                .inNamespace(operatorNamespace)
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(operatorNamespace)
                        .withName(name(owner))
                        .addToLabels(Labels.MANAGED_BY, Labels.OPERATOR)
                        .addToLabels("eventtopology.io/record", "retained-topics")
                        .addToAnnotations(Labels.RETAINED_FROM, owner.key())
                        .endMetadata()
                        .withData(data)
                        .build())
                .fieldManager(Labels.OPERATOR)
                .forceConflicts()
                .serverSideApply();
    }

    private static String name(Owner owner) {
        return "retained." + owner.kind().toLowerCase(Locale.ROOT) + "." + owner.namespace() + "." + owner.name();
    }
}
