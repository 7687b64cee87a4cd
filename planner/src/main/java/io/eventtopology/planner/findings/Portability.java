package io.eventtopology.planner.findings;

import io.eventtopology.planner.model.BrokerKind;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What each broker can do, as this operator uses it through Dapr 1.16. The reasons name their source: a component under
 * {@code pubsub/} of dapr/components-contrib, or the runtime of dapr/dapr.
 */
public final class Portability {
    private static final Map<BrokerKind, Map<Feature, Support>> TABLE = PortabilityTable.entries();

    private Portability() {}

    /** What a broker can do. */
    public enum Feature {
        /** Events with one key are delivered in the order in which they were published. */
        ORDER_BY_KEY("Order by key"),
        /** A new or reset consumer gets events that were published before. */
        REPLAY("Replay"),
        /** Events are kept as long as their declaration says. */
        RETENTION("Retention per event"),
        /** Failed events are kept. */
        DEAD_LETTER("Dead letter"),
        /** Several events in one request to the broker. */
        BULK("Bulk"),
        /** Events reach other services. */
        CROSS_SERVICE("Between services"),
        /** Replicas follow the number of waiting events. */
        LAG_SCALING("Scaling by lag");

        private final String title;

        Feature(String title) {
            this.title = title;
        }

        /** Its name for people. */
        public String title() {
            return title;
        }
    }

    /** How well a feature works. */
    public enum Level {
        /** It works. */
        SUPPORTED("yes"),
        /** It works with restrictions. */
        PARTIAL("partly"),
        /** It does not work. */
        UNSUPPORTED("no");

        private final String word;

        Level(String word) {
            this.word = word;
        }
    }

    /**
     * How well a feature works, and why.
     *
     * @param level how well
     * @param reason why, in one clause without full stop
     * @param source where this is written
     */
    public record Support(Level level, String reason, String source) {}

    /** How well a broker has a feature. */
    public static Support of(BrokerKind broker, Feature feature) {
        Support support = TABLE.getOrDefault(broker, Map.of()).get(feature);
        if (support == null) {
            throw new IllegalArgumentException("The table has no entry for " + broker + " and " + feature);
        }
        return support;
    }

    /** The table and its reasons as Markdown. */
    public static String markdown() {
        StringBuilder markdown = new StringBuilder("""
                # Brokers compared

                What each broker can do, as the operator uses it through Dapr 1.16. Generated from the table that the findings are made from; do not edit.

                """);
        Feature[] features = Feature.values();
        markdown.append(row("Broker", Arrays.stream(features).map(Feature::title)));
        markdown.append(row("---", Arrays.stream(features).map(feature -> "---")));
        for (BrokerKind broker : BrokerKind.values()) {
            markdown.append(row(
                    "`" + broker.member() + "`",
                    Arrays.stream(features).map(feature -> of(broker, feature).level().word)));
        }
        for (BrokerKind broker : BrokerKind.values()) {
            markdown.append("\n## `").append(broker.member()).append("`\n\n");
            for (Feature feature : features) {
                Support support = of(broker, feature);
                markdown.append("- **%s: %s.** %s (%s).\n"
                        .formatted(
                                feature.title(), support.level().word, sentence(support.reason()), support.source()));
            }
        }
        return markdown.toString();
    }

    private static String sentence(String clause) {
        return Character.toUpperCase(clause.charAt(0)) + clause.substring(1);
    }

    private static String row(String first, Stream<String> cells) {
        return "| " + first + " | " + cells.collect(Collectors.joining(" | ")) + " |\n";
    }
}
