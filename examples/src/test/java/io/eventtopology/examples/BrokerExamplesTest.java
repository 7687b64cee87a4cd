package io.eventtopology.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.eventtopology.crds.Broker;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Another broker is another spec.broker, and nothing else. */
class BrokerExamplesTest {
    private static final Path TODO = Path.of("todo");
    private static final YAMLMapper YAML = new YAMLMapper();

    static List<Path> brokers() {
        return ExampleDirectories.all().stream()
                .filter(example -> example.startsWith("brokers"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("brokers")
    void only_the_broker_differs_from_the_todo_example(Path example) throws IOException {
        ObjectNode todo = topology(TODO);
        ObjectNode other = topology(example);

        JsonNode kafka = todo.withObject("/spec").remove("broker");
        JsonNode broker = other.withObject("/spec").remove("broker");

        assertThat(other).isEqualTo(todo);
        assertThat(broker).isNotEqualTo(kafka);
        assertThat(example.resolve("namespace.yaml")).hasSameTextualContentAs(TODO.resolve("namespace.yaml"));
    }

    /** Comments included, so that what a reader compares is short. */
    @ParameterizedTest
    @MethodSource("brokers")
    void the_text_around_the_broker_is_the_same(Path example) throws IOException {
        assertThat(textAroundBroker(example)).isEqualTo(textAroundBroker(TODO));
    }

    @Test
    void there_is_an_example_for_every_broker() {
        assertThat(Stream.concat(Stream.of(TODO), brokers().stream())
                        .map(BrokerExamplesTest::brokerOf)
                        .toList())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Broker.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList());
    }

    private static String brokerOf(Path example) {
        try {
            return topology(example).at("/spec/broker").fieldNames().next();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static ObjectNode topology(Path example) throws IOException {
        return (ObjectNode) YAML.readTree(Files.readString(example.resolve("topology.yaml")));
    }

    /** The lines before the broker's comment and from the blank line after the broker on. */
    private static List<String> textAroundBroker(Path example) throws IOException {
        List<String> lines = Files.readAllLines(example.resolve("topology.yaml"));
        int spec = lines.indexOf("spec:");
        int broker = lines.indexOf("  broker:");
        int after = broker + lines.subList(broker, lines.size()).indexOf("");
        assertThat(lines.subList(spec + 1, broker))
                .as("between spec and broker stand comments only")
                .isNotEmpty()
                .allMatch(line -> line.startsWith("  #"));
        return Stream.concat(lines.subList(0, spec + 1).stream(), lines.subList(after, lines.size()).stream())
                .toList();
    }
}
