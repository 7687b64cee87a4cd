package io.eventtopology.gitops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luaj.vm2.LuaError;

/** Every case of every {@code health_test.yaml}, with the libraries that Argo CD leaves open. */
class HealthScriptsTest {
    private static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();

    static List<HealthScript> scripts() {
        return HealthScript.all();
    }

    static Stream<HealthCase> cases() {
        return scripts().stream().flatMap(script -> script.cases().stream());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "return { status = ('x'):upper() }",
                "return { status = string.upper('x') }",
                "return { status = math.floor(1) }",
                "return { status = io.read() }",
                "return { status = os.getenv('HOME') }",
                "return { status = dofile('health.lua') }"
            })
    void a_script_that_needs_a_closed_library_fails(String script) {
        assertThatThrownBy(() -> HealthScript.run(script, NOTHING)).isInstanceOf(LuaError.class);
    }

    @Test
    void there_is_a_script_for_each_kind() {
        assertThat(scripts())
                .extracting(HealthScript::toString)
                .containsExactly(
                        "argoproj.io/Application",
                        "dapr.io/Component",
                        "dapr.io/Configuration",
                        "dapr.io/Resiliency",
                        "dapr.io/Subscription",
                        "eventtopology.io/EventService",
                        "eventtopology.io/EventTopology");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void the_script_says_what_the_case_expects(HealthCase example) {
        JsonNode resource = Yaml.read(example.input());

        assertThat(resource.path("apiVersion").asText())
                .startsWith(example.script().group() + "/");
        assertThat(resource.path("kind").asText()).isEqualTo(example.script().kind());
        assertThat(example.script().of(resource)).isEqualTo(example.expected());
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void every_file_of_the_test_data_is_a_case(HealthScript script) throws IOException {
        try (Stream<Path> files = Files.list(script.folder().resolve("testdata"))) {
            assertThat(script.cases())
                    .extracting(HealthCase::input)
                    .containsExactlyInAnyOrderElementsOf(files.toList());
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void a_resource_with_nothing_in_it_breaks_no_script(HealthScript script) {
        ObjectNode bare = JsonNodeFactory.instance.objectNode();
        bare.putObject("metadata").put("generation", 1);
        bare.putObject("spec");

        assertThat(script.of(bare).status()).isIn("Healthy", "Progressing", "Degraded");
    }

    @Test
    void both_of_our_kinds_are_judged_alike() {
        assertThat(HealthScript.of("eventtopology.io", "EventService").source())
                .isEqualTo(HealthScript.of("eventtopology.io", "EventTopology").source());
    }
}
