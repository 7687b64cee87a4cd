package io.eventtopology.patterns.deadletter;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a message came from, as daprd 1.16 tells an app: with each delivery as HTTP headers, in a bulk delivery as the entry's metadata. Its Kafka component gives
 * {@code __topic}, {@code __partition}, {@code __offset} and {@code __key} (components-contrib, common/component/kafka/consumer.go,
 * GetEventMetadata), its runtime {@code pubsubName} (dapr, pkg/runtime/subscription/subscription.go). Headers of the record come by the same way.
 *
 * @param topic topic; null where the broker does not tell
 * @param partition its partition; null where the broker does not tell
 * @param offset its offset there; null where the broker does not tell
 * @param key the record's key; null when it has none, or where the broker does not tell
 * @param component pub/sub component that the service subscribes through; null when unknown
 */
public record MessageOrigin(
        @Nullable String topic,
        @Nullable String partition,
        @Nullable String offset,
        @Nullable String key,
        @Nullable String component) {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,19}");
    private static final Pattern COMPONENT = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    /** Reads what daprd tells; names are compared without case. What cannot be a number or a name is left out. */
    public static MessageOrigin of(Map<String, String> metadata) {
        String topic = null;
        String partition = null;
        String offset = null;
        String key = null;
        String component = null;
        for (Map.Entry<String, String> item : metadata.entrySet()) {
            String value = item.getValue();
            switch (item.getKey().toLowerCase(Locale.ROOT)) {
                case "__topic" -> topic = value;
                case "__partition" -> partition = matching(NUMBER, value);
                case "__offset" -> offset = matching(NUMBER, value);
                case "__key" -> key = value;
                case "pubsubname" -> component = matching(COMPONENT, value);
                default -> {
                    // Some other header.
                }
            }
        }
        return new MessageOrigin(topic, partition, offset, key, component);
    }

    private static @Nullable String matching(Pattern pattern, String value) {
        return pattern.matcher(value).matches() ? value : null;
    }
}
