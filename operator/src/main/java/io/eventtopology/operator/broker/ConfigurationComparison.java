package io.eventtopology.operator.broker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.jspecify.annotations.Nullable;

/** Finds the configuration entries of a topic that differ from its declaration. */
final class ConfigurationComparison {
    private ConfigurationComparison() {}

    /** Differences, sorted by key. A value that the cluster's default already gives counts as declared. */
    static List<ConfigurationCorrection> differences(TopicRequest request, TopicReader.Existing existing) {
        List<ConfigurationCorrection> differences = new ArrayList<>();
        TreeMap<String, @Nullable String> wanted = new TreeMap<>(request.topic().config());
        for (String key : request.recordedConfigKeys()) {
            wanted.putIfAbsent(key, null);
        }
        wanted.forEach((key, desired) -> {
            ConfigEntry entry = existing.entry(key);
            boolean differs = desired == null
                    ? entry != null && entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG
                    : entry == null || !sameValue(entry, desired);
            if (differs) {
                differences.add(new ConfigurationCorrection(key, entry == null ? null : entry.value(), desired));
            }
        });
        return differences;
    }

    /** The operations that make the corrections. */
    static Collection<AlterConfigOp> operations(List<ConfigurationCorrection> corrections) {
        return corrections.stream()
                .map(correction -> new AlterConfigOp(
                        new ConfigEntry(correction.key(), correction.desired()),
                        correction.desired() == null ? AlterConfigOp.OpType.DELETE : AlterConfigOp.OpType.SET))
                .toList();
    }

    /** Kafka gives values back in its own spelling (0.50 becomes 0.5), so they are compared by their type, or each look would find a difference. */
    private static boolean sameValue(ConfigEntry entry, String desired) {
        String observed = entry.value();
        if (observed == null) {
            return false;
        }
        String wanted = desired.strip();
        try {
            return switch (entry.type()) {
                case INT, LONG, SHORT -> Long.parseLong(observed) == Long.parseLong(wanted);
                case DOUBLE -> Double.compare(Double.parseDouble(observed), Double.parseDouble(wanted)) == 0;
                case BOOLEAN -> observed.equalsIgnoreCase(wanted);
                case LIST -> elements(observed).equals(elements(wanted));
                default -> observed.equals(wanted);
            };
        } catch (NumberFormatException e) {
            // Kafka says what is wrong with it when it is set.
            return false;
        }
    }

    private static List<String> elements(String list) {
        return Arrays.stream(list.split(",", -1)).map(String::strip).toList();
    }
}
