package io.eventtopology.planner.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.eventtopology.crds.Compatibility;
import io.eventtopology.planner.example.ServiceExample;
import io.eventtopology.planner.example.TopologyExample;
import io.eventtopology.planner.model.DesiredTopic;
import io.eventtopology.planner.model.ResolvedEvent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Seen to fail: with characters counted instead of bytes; with the smallest left out first. */
class EventSchemasTest {
    private final TopologyExample topology = new TopologyExample();

    private void event(String type, JsonNode schema) {
        topology.event(new ResolvedEvent(
                type,
                DesiredTopic.of(type, 1, null, Map.of()),
                null,
                schema,
                schema,
                Compatibility.BACKWARD,
                null,
                null));
    }

    private void event(String type, int bytes, String of) {
        int length = (bytes - "{\"title\":\"\"}".length()) / of.getBytes(StandardCharsets.UTF_8).length;
        event(type, JsonNodeFactory.instance.objectNode().put("title", of.repeat(length)));
    }

    private EventSchemas of(String... types) {
        return EventSchemas.of(
                new ServiceExample(topology.build(), "todo").publishes(types).build());
    }

    @Test
    void membersAreSortedAndBlanksAreGone() {
        event("a.x.y", TopologyExample.tree("{type: object, properties: {b: {type: string}, a: {type: integer}}}"));
        event("b.x.y", null);

        assertThat(of("a.x.y", "b.x.y").json())
                .isEqualTo("{\"a.x.y\":{\"properties\":{\"a\":{\"type\":\"integer\"},\"b\":{\"type\":\"string\"}},"
                        + "\"type\":\"object\"}}");
    }

    @Test
    void theLargestAreLeftOutUntilTheRestFits() {
        event("a.x.y", 30 * 1024, "x");
        event("b.x.y", 70 * 1024, "x");
        event("c.x.y", 80 * 1024, "x");
        event("d.x.y", 100, "x");
        event("e.x.y", 60 * 1024, "x");

        EventSchemas schemas = of("a.x.y", "b.x.y", "c.x.y", "d.x.y", "e.x.y");

        assertThat(schemas.told()).containsOnlyKeys("a.x.y", "d.x.y", "e.x.y");
        assertThat(schemas.leftOut()).containsOnlyKeys("b.x.y", "c.x.y");
        assertThat(schemas.bytesOf("c.x.y")).isEqualTo(80 * 1024);
        assertThat(schemas.bytesOfAll()).isBetween(240 * 1024, 241 * 1024);
    }

    @Test
    void theFirstOfEquallyLargeOnesIsLeftOut() {
        event("a.x.y", 50 * 1024, "x");
        event("b.x.y", 50 * 1024, "x");

        assertThat(of("a.x.y", "b.x.y").leftOut()).containsOnlyKeys("a.x.y");
    }

    @Test
    void bytesCountAndNotCharacters() {
        event("a.x.y", 99 * 1024, "ß");

        assertThat(of("a.x.y").leftOut()).containsOnlyKeys("a.x.y");
        assertThat(of("a.x.y").json()).isEqualTo("{}");
    }

    @Test
    void theLimitItselfFits() {
        String around = "{\"a.x.y\":}";
        event("a.x.y", EventSchemas.MOST_BYTES - around.length(), "x");
        event("b.x.y", EventSchemas.MOST_BYTES - around.length() + 1, "x");

        assertThat(of("a.x.y").leftOut()).isEmpty();
        assertThat(of("b.x.y").leftOut()).containsOnlyKeys("b.x.y");
    }
}
